using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV769: the listener has another queue than ListenBacklog and somaxconn give.</summary>
internal sealed class HttpdBacklogNotInForce : HttpdRule
{
    private const int Default = 511; // include/mpm_common.h DEFAULT_LISTENBACKLOG

    public override string Code => "TV769";

    public override string Name => "httpd-backlog-not-in-force";

    public override string Summary => "httpd's listener has another queue than its configuration asks for: it was not restarted since, or reads another file";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["ListenBacklog was raised and nothing changed after a reload", "ss shows another Send-Q than ListenBacklog"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The queue of a listener is the smaller of ListenBacklog and somaxconn at the moment of listen(). This listener has another one: the configuration or somaxconn was changed after httpd started, or httpd reads another file.

        ## Why it hurts
        What was changed to help does not help yet, and at the next restart more may change than is expected then.

        ## How we know
        `idiag_wqueue` of the listener is the limit in force (sock_diag), beside ListenBacklog, 511 where it is not written, and somaxconn of the namespace. The listener's queue and drops tell whether it hurts.

        ## What to do
        Stop httpd and start it (`systemctl restart`): a graceful reload and `apachectl restart`, a SIGHUP, keep the listeners that it has (measured with 2.4). Then look again: if the limit is still another, compare `httpd -V` and `-f` of the process with the file that was linted.

        ## What does not help

        ## When to ignore
        If the configuration was changed on purpose for the next restart, and that is planned.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("apachectl graceful, apachectl restart", "open listeners are taken over as they are") { IsCode = true },
        UselessRemedy.OnPage("Changing somaxconn again: it is read at listen() alone."),
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        HttpdValue? written = server.Main["ListenBacklog"];
        if (written is { Number: null })
        {
            return Unknown(written);
        }

        foreach ((ConfigSpot spot, InetEndpoint? local) in server.Listens)
        {
            if (server.Listener(input, local) is not { Limit: { } limit } listener)
            {
                continue;
            }

            ListenQueue queue = ListenQueue.Of(input, listener);
            if (queue.Ceiling is not { } ceiling)
            {
                return input.Lacks(ListenQueue.CeilingSetting, FactNames.Sysctls);
            }

            long asked = written?.Number is > 0 and { } number ? number : Default;
            if (limit != Math.Min(asked, ceiling))
            {
                findings.Add(Other(server, written, spot, local, limit, Math.Min(asked, ceiling), queue, input));
            }
        }

        return server.Listens.Count > 0 ? ListenQueue.Unread(input) : null;
    }

    private Finding Other(HttpdServer server, HttpdValue? written, ConfigSpot listen, InetEndpoint? local, long limit, long wanted,
        ListenQueue queue, RuleInput input)
    {
        ConfigSpot spot = written?.Spot ?? listen;
        bool pressed = queue.Listener is { } listener && (queue.TurnedAway > 0 || listener.Queue > limit);
        return Found(pressed && limit < wanted ? Severity.Warning : Severity.Info, Confidence.Likely, $"httpd on {Who.Service(local!.Value)} has a queue of {Figure.Of(limit)}, its file and somaxconn give {Figure.Of(wanted)} ({spot.Short})",
            server.Subject(spot, input, local)) with
        {
            Figures = [FindingFigure.Limit("queue_limit", limit, "connections"), FindingFigure.Limit("wanted", wanted, "connections")],
            Evidence = [written?.Evidence ?? new("not configured", $"ListenBacklog {Default}", "the default; Apache HTTP Server documentation: mpm_common"), .. queue.Evidence()],
            Cause = "listen() was called under another ListenBacklog or another somaxconn: one of them was changed since, or this is not the file that httpd reads.",
            Remedies = [Write("Stop httpd and start it at a quiet moment (systemctl restart), so that it calls listen() again: apachectl restart does not")],
            DoesNotHelp = [.. FalseRemedies, .. ListenQueue.DoesNotHelp],
        };
    }
}
