using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV770: nothing bounds how slowly a client may send its request.</summary>
internal sealed class RequestsWithoutTimeout : HttpdRule
{
    public override string Code => "TV770";

    public override string Name => "requests-without-timeout";

    public override string Summary => "httpd bounds the time of no whole request: a client that sends a byte now and then keeps a worker";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["slowloris", "workers are in state R of mod_status for minutes", "server reached MaxRequestWorkers setting at little load"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        mod_reqtimeout bounds how long a client may take for the head and the body of a request. Here it is not loaded, or `RequestReadTimeout header=0` switches it off; `Timeout` alone bounds each single wait, so that a byte now and then keeps the request alive for ever.

        ## Why it hurts
        While a request is read it has a process or thread, with the event MPM too. Some hundred slow clients take all of them from one host and with hardly any traffic.

        ## How we know
        The configuration loads modules, and reqtimeout is not among them; or the directive says 0. Loaded, it has 20 to 40 s for the head and 20 s for the body by default since 2.4 (Apache HTTP Server documentation, mod_reqtimeout). A server that loads nothing may have it compiled in, and is not judged.

        ## What to do
        Load it (`a2enmod reqtimeout` on Debian), and write what its documentation proposes: `RequestReadTimeout header=20-40,MinRate=500 body=20,MinRate=500`.

        ## What does not help

        ## When to ignore
        If a proxy in front reads whole requests before it sends them on, and nothing else reaches the port.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a lower Timeout", "it starts anew with each byte"),
        UselessRemedy.OnPage("More workers: slow clients cost nothing and take them as well."),
        new("a higher MaxRequestWorkers", "slow clients take these too") { Page = "" },
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        foreach (HttpdScope scope in server.Scopes)
        {
            // Of a virtual host that says nothing itself the main server tells.
            if (scope.Own("RequestReadTimeout") is { } written
                && scope.Each("RequestReadTimeout").SelectMany(directive => directive.Arguments).LastOrDefault(IsHead) is { } head
                && IsOff(head))
            {
                findings.Add(Unbounded(server, written.Spot, written.Evidence, $"In {written.Spot.Short} write header=20-40,MinRate=500", Severity.Warning, input));
            }
        }

        // A part of a configuration loads little: a whole one loads its MPM, or listens.
        if (server.Has("reqtimeout_module") == false && server.Listens.Count > 0 && server.Main["RequestReadTimeout"] is null)
        {
            if (!server.IsWhole)
            {
                return server.Hidden("whether mod_reqtimeout is loaded");
            }

            ConfigSpot listen = server.Listens[0].Spot;
            findings.Add(Unbounded(server, listen, new("mod_reqtimeout", "not loaded", "LoadModule"), "Load mod_reqtimeout, and write RequestReadTimeout header=20-40,MinRate=500 body=20,MinRate=500", Severity.Info, input));
        }

        return null;
    }

    private static bool IsHead(string argument) => argument.StartsWith("header=", StringComparison.OrdinalIgnoreCase);

    private static bool IsOff(string head) => head["header=".Length..].Split('-', ',')[0].All(c => c == '0');

    private Finding Unbounded(HttpdServer server, ConfigSpot spot, Evidence evidence, Phrase remedy, Severity severity, RuleInput input) =>
        Found(severity, severity == Severity.Info ? Confidence.Likely : Confidence.Certain, $"httpd lets a client take for ever to send a request ({spot.Short})", server.Subject(spot, input)) with
        {
            Evidence = [evidence],
            Cause = "Only each single wait is bounded, by Timeout: a client that sends a byte now and then keeps its worker.",
            Remedies = [Write(remedy)],
            DoesNotHelp = FalseRemedies,
        };
}
