using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV749: a timeout of HAProxy is a few milliseconds, most often because its unit was forgotten.</summary>
internal sealed class HAProxyTimeoutTooShort : Rule
{
    private static readonly Threshold Shortest = new("TV749.shortest_ms", 1_000, "ms", "the first retransmission of a SYN comes after 1 s (RFC 6298, include/net/tcp.h TCP_TIMEOUT_INIT)", "a timeout below it is too short");

    // http-keep-alive and the timers of checks may well be shorter; connect may be, to a server next door, where its unit is written.
    private static readonly string[] Names = ["client", "server", "http-request", "tunnel", "client-fin", "server-fin", "queue", "connect", "check"];

    public override string Code => "TV749";

    public override string Name => "haproxy-timeout-too-short";

    public override string Summary => "A timeout of HAProxy is a few milliseconds, most often because the unit was forgotten";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["every request ends with 408 or 504", "cD, sD or sC in the logs after a few milliseconds", "timeout client 30 was meant as 30 seconds"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A number without a unit is milliseconds to HAProxy. `timeout client 30` is 0.03 s, and not the 30 seconds that were meant.

        ## Why it hurts
        Clients are cut off before their request has arrived, servers before they can answer: 408 and 504 for everybody who is not in the same rack. HAProxy closes first, so that each of them leaves a TIME_WAIT here.

        ## How we know
        The line stands in the file (Configuration Manual, 2.5: "These values are generally expressed in milliseconds"). Less than a second is less than TCP needs to repair the loss of one packet at the start of a connection.

        ## What to do
        Write the unit: `timeout client 30s`. Usual values: connect 5s, client and server 50s, http-request 10s, queue 30s.

        ## What does not help

        ## When to ignore
        If the unit is written and both ends are in one rack, a short connect timeout may be meant.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("retries and option redispatch", "each attempt meets the same timeout") { Page = "`retries` and `option redispatch`: each attempt meets the same timeout." },
        new("kernel timeouts such as tcp_fin_timeout", "HAProxy gives up before they matter") { Page = "A kernel setting such as tcp_fin_timeout or tcp_syn_retries: HAProxy gives up before them." },
        UselessRemedy.OnPage("More threads: nobody is slow here."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Shortest];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            findings.AddRange(view.Configuration.Directives
                .Where(section => section.Name is "defaults" or "frontend" or "backend" or "listen")
                .SelectMany(section => section.Children)
                .Where(line => line.Name == "timeout" && Names.Contains(line.Argument) && IsShort(line, input))
                .Select(line => Short(line, view)));
        }

        return RuleAnswer.From(findings, null);
    }

    private static bool IsShort(ConfigDirective line, RuleInput input) =>
        HAProxySection.TimeOf(line) is { Ms: > 0 } time
            && time.Ms < input.Settings[Shortest]
            && (!time.HasUnit || line.Argument is not ("connect" or "check"));

    private Finding Short(ConfigDirective line, HAProxyView view)
    {
        HAProxyTime time = HAProxySection.TimeOf(line)!.Value;
        string written = line.Arguments[1];
        bool forgotten = !time.HasUnit && time.Ms <= 300;
        return Found(line.Argument is "client" or "server" or "http-request" ? Severity.Critical : Severity.Warning, Confidence.Certain, $"HAProxy gives up after {(time.Ms < 1 ? (Phrase)"less than 1 ms" : Figure.Time(time.Ms))}: timeout {line.Argument} {Written.Name(written)}",
            Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Duration("timeout", time.Ms)],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                .. time.HasUnit ? Array.Empty<Evidence>() : [new Evidence("a number without a unit", "milliseconds", "Configuration Manual, 2.5")],
                new("first retransmission of a lost SYN", "1 s", "RFC 6298"),
            ],
            Cause = forgotten ? "A number without a unit is milliseconds; seconds were probably meant." : "The timeout ends before TCP can repair the loss of a packet.",
            Remedies = [new(RemedyLevel.Configuration, forgotten ? (Phrase)$"Write timeout {line.Argument} {Written.Name(written)}s" : $"Write timeout {line.Argument} {(line.Argument == "http-request" ? "10s" : line.Argument == "connect" ? "5s" : "50s")}")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
