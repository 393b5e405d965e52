using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV733: nginx closes connections without reading what the client still sends.</summary>
internal sealed class NginxLingeringOff : Rule
{
    public override string Code => "TV733";

    public override string Name => "nginx-lingering-off";

    public override string Summary => "lingering_close off: clients that still send are reset and may never see the answer";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Connection reset by peer while uploading", "413 Request Entity Too Large is never seen by the client", "ERR_CONNECTION_RESET"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        With `lingering_close off` nginx closes a connection at once, even if data of the client are unread or still on their way. By default it reads and throws away what comes for a while before it closes.

        ## Why it hurts
        A close with unread data makes the kernel send a reset instead of a FIN (net/ipv4/tcp.c `__tcp_close`; RFC 2525 §2.17), and the client's kernel then discards even the answer that it has already received. The user sees "connection reset" where 413 or 401 was sent.

        ## How we know
        The directive stands in the file. nginx's own documentation says that it "breaks the protocol and should not be used under normal circumstances". TcpExt.TCPAbortOnClose counts such resets.

        ## What to do
        Take the line out: the default is `on`. Where lingering connections are too many, shorten `lingering_timeout` (5 s) and `lingering_time` (30 s) instead.

        ## What does not help

        ## When to ignore
        If the clients are programs of your own that read the answer before they send more.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("`reset_timedout_connection off`: it is about timeouts."),
        UselessRemedy.OnPage("A larger `client_max_body_size`: only one of the answers that get lost is a 413."),
        new("any kernel setting", "the application closes too early"),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            findings.AddRange(view.Contexts.Select(context => context.Own("lingering_close"))
                .OfType<ConfigDirective>()
                .Where(line => line.Argument == "off")
                .Select(line => Off(line, view, input)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Off(ConfigDirective line, NginxView view, RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, "nginx resets clients that still send: lingering_close off", Written.At(view.Configuration, line)) with
        {
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                .. input.Total("TcpExt.TCPAbortOnClose") is { } resets ? [new Evidence("resets because of unread data, all programs", Wording.Figure.Of(resets), "TcpExt.TCPAbortOnClose")] : Array.Empty<Evidence>(),
            ],
            Cause = "A close with unread data makes the kernel send a reset, which takes the answer with it.",
            Remedies = [new(RemedyLevel.Configuration, "Take the line out, or write lingering_close on; with a shorter lingering_timeout")],
            DoesNotHelp = FalseRemedies,
        };
}
