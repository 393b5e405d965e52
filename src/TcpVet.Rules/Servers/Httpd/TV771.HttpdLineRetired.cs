using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV771: a line that modern versions of httpd refuse or ignore.</summary>
internal sealed class HttpdLineRetired : RetiredLineRule
{
    // Upgrading to 2.4 from 2.2, Upgrading to 2.0 from 1.3 of the documentation; each tried with 2.4.71 and all modules that could own it.
    private static readonly RetiredLine[] Known =
    [
        new("NameVirtualHost", 2, 4, 0, Refused: false, "Take the line out: names decide wherever several hosts share an address"),
        new("DefaultType", 2, 4, 0, Refused: false, "Take the line out, or write ForceType where a type has to be given"),
        new("AcceptMutex", 2, 4, 0, Refused: true, "Write Mutex with a mechanism, or take the line out"),
        new("LockFile", 2, 4, 0, Refused: true, "Write Mutex file:FOLDER, or take the line out"),
        new("RewriteLock", 2, 4, 0, Refused: true, "Write Mutex file:FOLDER rewrite-map, or take the line out"),
        new("SSLMutex", 2, 4, 0, Refused: true, "Write Mutex default ssl-cache, or take the line out"),
        new("RewriteLog", 2, 4, 0, Refused: true, "Write LogLevel alert rewrite:trace3"),
        new("RewriteLogLevel", 2, 4, 0, Refused: true, "Write LogLevel alert rewrite:trace3"),
        new("AuthAuthoritative", 2, 2, 0, Refused: true, "Write AuthBasicAuthoritative"),
        new("AddModule", 2, 0, 0, Refused: true, "Take the line out: LoadModule is enough"),
        new("ClearModuleList", 2, 0, 0, Refused: true, "Take the line out"),
        new("Port", 2, 0, 0, Refused: true, "Write Listen"),
        new("BindAddress", 2, 0, 0, Refused: true, "Write Listen ADDRESS:PORT"),
        new("ServerType", 2, 0, 0, Refused: true, "Take the line out"),
        new("ResourceConfig", 2, 0, 0, Refused: true, "Write Include"),
        new("AccessConfig", 2, 0, 0, Refused: true, "Write Include"),
        new("AgentLog", 2, 0, 0, Refused: true, "Write CustomLog with %{User-agent}i"),
        new("FancyIndexing", 2, 0, 0, Refused: true, "Write IndexOptions FancyIndexing"),
        new("SSLLog", 2, 0, 0, Refused: true, "Write ErrorLog"),
        new("SSLLogLevel", 2, 0, 0, Refused: true, "Write LogLevel"),
    ];

    public override string Code => "TV771";

    public override string Name => "httpd-line-retired";

    public override string Summary => "A line of httpd's configuration is of an older version: newer ones refuse it or ignore it";

    public override IReadOnlyList<string> Complaints => ["Invalid command 'LockFile', perhaps misspelled or defined by a module not included in the server configuration", "NameVirtualHost has no effect", "httpd does not start after the upgrade"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The directive was right for the version that the file was written for. A later httpd answers "Invalid command" and does not start, or it writes a warning and goes on without it.

        ## Why it hurts
        What is refused shows at the next start: after an upgrade, at a reboot. A graceful reload ends with the error too, and leaves the old configuration in force.

        ## How we know
        The table is from the chapters on upgrading of the Apache HTTP Server documentation, and each entry was tried with httpd 2.4: the locks and RewriteLog went in 2.4, NameVirtualHost and DefaultType are ignored since. MaxClients and MaxRequestsPerChild are the old names of MaxRequestWorkers and MaxConnectionsPerChild, which still work: they are not told. Lines in an `<IfVersion>` or `<IfModule>` that does not hold are left out.

        ## What to do
        Write what the finding says, then `apachectl configtest` with the version that is to read it.

        ## What does not help

        ## When to ignore
        If the file is for an httpd older than the version that the finding names, and stays there.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("apachectl graceful", "it ends with the same error") { IsCode = true },
        UselessRemedy.OnPage("Loading more modules: no module of the new version has the directive."),
    ];

    private protected override string Product => "httpd";

    private protected override ConfigurationKind Kind => ConfigurationKind.Httpd;

    private protected override string Source => "Apache HTTP Server documentation: Upgrading";

    private protected override IEnumerable<(ConfigDirective Directive, RetiredLine Line)> Found(Configuration configuration) =>
        In(configuration.Directives);

    private static IEnumerable<(ConfigDirective Directive, RetiredLine Line)> In(IReadOnlyList<ConfigDirective> directives) =>
        directives.SelectMany(directive =>
            directive.Children.Count > 0 ? In(directive.Children)
            : Array.Find(Known, known => HttpdScope.Is(directive, known.Name) && !IsHarmless(directive)) is { } line
                ? [(directive, line)] : Array.Empty<(ConfigDirective, RetiredLine)>());

    // "DefaultType none" is the one form that 2.4 takes without a word.
    private static bool IsHarmless(ConfigDirective directive) =>
        HttpdScope.Is(directive, "DefaultType") && directive.Argument.Equals("none", StringComparison.OrdinalIgnoreCase);
}
