using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV754: a line that modern versions of HAProxy refuse.</summary>
internal sealed class HAProxyLineRetired : RetiredLineRule
{
    public override string Code => "TV754";

    public override string Name => "haproxy-line-retired";

    public override string Summary => "A line of haproxy.cfg is of an older version: newer ones do not start with it";

    public override IReadOnlyList<string> Complaints => ["is not supported anymore since HAProxy 2.1", "please use the 'bind' keyword for listening addresses", "timer overflow in argument", "HAProxy does not start after the upgrade"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The line was right for the version that the file was written for. A later HAProxy does not know it any more, or takes it for a mistake: it prints an ALERT with the line and does not start. Names that were dropped without a replacement, and times beyond 24.8 days, are among them.

        ## Why it hurts
        A running HAProxy goes on, and the fault shows at the next start: after an upgrade, at a reboot, in the middle of the night. A reload fails and leaves the old configuration in force.

        ## How we know
        The table is from HAProxy's own messages and sources, read version by version: `contimeout`, `clitimeout`, `srvtimeout`, `reqadd` and its kin, `block` and `redispatch` went in 2.1, `option forceclose` in 2.0, `option http-tunnel` in 2.1, `monitor-net` and `mode health` in 2.3, `nbproc`, `grace` and `option http_proxy` in 2.5, addresses behind `listen NAME` in 1.6. Where the version that reads the file is known, only what that version refuses is told.

        ## What to do
        Write what the finding says, then try it with the version that is to read it: `haproxy -c -f haproxy.cfg`.

        ## What does not help

        ## When to ignore
        If the file is for a HAProxy older than the version that the finding names, and stays there.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a reload", "it fails, and the old configuration stays in force"),
        UselessRemedy.OnPage("`haproxy -c` of another host: what counts is the version that reads the file."),
    ];

    private protected override string Product => "HAProxy";

    private protected override ConfigurationKind Kind => ConfigurationKind.HAProxy;

    private protected override string Source => "src/cfgparse-listen.c and src/proxy.c of HAProxy";

    private protected override IEnumerable<(ConfigDirective Directive, RetiredLine Line)> Found(Configuration configuration)
    {
        foreach (ConfigDirective section in configuration.Directives)
        {
            if (HAProxyRetired.Section(section) is { } whole)
            {
                yield return (section, whole);
            }

            foreach (ConfigDirective line in section.Children)
            {
                if (HAProxyRetired.Line(section, line) is { } retired)
                {
                    yield return (line, retired);
                }
            }
        }
    }
}
