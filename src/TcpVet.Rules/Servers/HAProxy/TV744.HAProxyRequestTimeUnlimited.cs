using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV744: a client may take for ever to send a request.</summary>
internal sealed class HAProxyRequestTimeUnlimited : Rule
{
    public override string Code => "TV744";

    public override string Name => "haproxy-request-time-unlimited";

    public override string Summary => "An HTTP frontend of HAProxy has no timeout http-request: a client may send its headers as slowly as it likes";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["slowloris", "the frontend is at maxconn and the servers are idle", "sessions that never send a whole request"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `timeout http-request` bounds the time from accept() to the first byte of a request, and from that byte to the end of the headers (measured with 2.6: with 2 s a silent client ends after 2.0 s, one that begins after 1 s and trickles after 3.0 s). It is set neither in the frontend nor in its defaults, so that only `timeout client` acts, and that starts anew with every byte.

        ## Why it hurts
        A client that sends a byte every half minute holds its connection for as long as it likes. A few thousand of them, one laptop's work (slowloris), take all of maxconn, and nobody else gets in.

        ## How we know
        The frontend is in HTTP mode, and the timeout is looked up as HAProxy inherits it. Frontends that are bound to loopback or to UNIX sockets only are left out: their clients are this host's own. So are those that pass nothing on, such as a page of statistics or a redirect.

        ## What to do
        In the defaults or the frontend write `timeout http-request 10s`: a few seconds, and three more for retransmissions. With it set, `timeout http-keep-alive` falls back to it: write that too if idle connections are to stay for longer.

        ## What does not help

        ## When to ignore
        If another proxy in front already collects the whole request, and nobody can reach this one past it.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a shorter timeout client", "it is about silence, not about slowness") { Page = "`timeout client`: it is about silence, not about slowness." },
        new("tcp_syncookies", "these connections are established") { Page = "tcp_syncookies and a longer backlog: these connections are established." },
        UselessRemedy.OnPage("A higher maxconn: it takes an attacker a little longer."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input).Where(view => view.IsWhole))
        {
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsFrontend && proxy.IsHttp && proxy.PassesOn && proxy.Timeout("http-request") is null && IsReachable(proxy)
                    && !LeadsToDatabases(proxy, view))
                .GroupBy(proxy => proxy.Defaults?.Directive ?? proxy.Directive)
                .Select(same => Unlimited([.. same], view)));
        }

        return RuleAnswer.From(findings, null);
    }

    private static bool IsReachable(HAProxySection proxy) => proxy.Binds.SelectMany(bind => bind.Argument.Split(',')).Any(address =>
        !address.StartsWith('/') && !address.StartsWith("unix@", StringComparison.Ordinal) && !address.StartsWith("abns@", StringComparison.Ordinal)

            && !address.StartsWith("127.", StringComparison.Ordinal)
            && !address.StartsWith("localhost:", StringComparison.Ordinal)
            && !address.StartsWith("[::1]:", StringComparison.Ordinal)
            && !address.StartsWith("::1:", StringComparison.Ordinal));

    // A database behind a proxy that was left in HTTP mode: what is wrong there is the mode, and no request is ever read.
    private static bool LeadsToDatabases(HAProxySection proxy, HAProxyView view)
    {
        HAProxySection? back = proxy.Kind == "listen" ? proxy : view.Backend(proxy.Find("default_backend")?.Argument);
        return back is not null && back.Servers.Any() && back.Servers.All(server => DatabasePort.OfServer(
            server.Arguments.ElementAtOrDefault(1)) is not null);
    }

    private Finding Unlimited(IReadOnlyList<HAProxySection> proxies, HAProxyView view)
    {
        HAProxySection first = proxies[0];
        return Found(Severity.Warning, Confidence.Certain, $"HAProxy's {first.Title} gives clients unlimited time for a request{(proxies.Count > 1 ? (Phrase)$", and {proxies.Count - 1} more do" : "")}", Written.At(view.Configuration, first.Directive)) with
        {
            Evidence =
            [
                Written.Evidence("the section", view.Configuration, first.Directive),
                new("unset, or 0", "timeout http-request", first.Defaults is { } defaults ? (Phrase)$"the section and its defaults, {Written.Place(view.Configuration, defaults.Directive)}" : "the section; it has no defaults"),
                .. first.Timeout("client") is { } client ? [Written.Evidence("starts anew with every byte", view.Configuration, client)] : Array.Empty<Evidence>(),
            ],
            Cause = "Without it only timeout client acts, which every byte starts anew.",
            Remedies = [new(RemedyLevel.Configuration, $"Write timeout http-request 10s in {(first.Defaults is null ? (Phrase)"the section" : (Phrase)$"the defaults section, line {first.Defaults.Directive.Line}")}")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
