using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV732: nginx sets the size of socket buffers, which switches the kernel's own sizing off.</summary>
internal sealed class NginxFixedBuffers : Rule
{
    private static readonly string[] Ceilings = ["net.core.rmem_max", "net.core.wmem_max"];

    public override string Code => "TV732";

    public override string Name => "nginx-fixed-buffers";

    public override string Summary => "rcvbuf or sndbuf of a listen directive switches the kernel's own sizing of buffers off";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Complaints => ["downloads are slow over long distances only", "uploads stop at a few megabits"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `rcvbuf=` and `sndbuf=` of `listen` set SO_RCVBUF and SO_SNDBUF on the listening socket, and every accepted connection inherits them. The kernel then no longer sizes the buffers by what the connection needs.

        ## Why it hurts
        Throughput ends at buffer / round-trip time: 64 KB over 100 ms is 5 Mbit/s, whatever the line can do. A size that is too large wastes memory on every idle connection instead.

        ## How we know
        The option stands in the file. A set size locks the buffer (net/core/sock.c `sock_setsockopt`, SOCK_RCVBUF_LOCK and SOCK_SNDBUF_LOCK), and it is cut to net.core.rmem_max or wmem_max, which tcp_rmem and tcp_wmem do not obey.

        ## What to do
        Take the option out. The kernel grows buffers up to the third value of `tcp_rmem` and `tcp_wmem`; raise that where long distances and fast lines need more.

        ## What does not help

        ## When to ignore
        If memory for hundreds of thousands of connections is bounded on purpose this way.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a larger tcp_rmem or tcp_wmem beside them", "a fixed size ignores it") { Page = "Raising `tcp_rmem` or `tcp_wmem` beside the option: a fixed size ignores them." },
        UselessRemedy.OnPage("A larger fixed size: it is cut to net.core.rmem_max or wmem_max without a word."),
        UselessRemedy.OnPage("`tcp_nopush`: it is about packets, not about buffers."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            findings.AddRange(view.Listens.Where(listen => listen.Option("rcvbuf") is not null
                || listen.Option("sndbuf") is not null).Select(listen => Fixed(listen, view, input)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Fixed(NginxListen listen, NginxView view, RuleInput input) =>
        Found(Severity.Info, Confidence.Certain, $"nginx fixes the size of socket buffers at {listen.Where}",
            Written.At(view.Configuration, listen.Directive) with { Local = listen.Endpoint }) with
        {
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, listen.Directive),
                .. Ceilings.Where(input.Netns.Sysctls.ContainsKey).Select(name => new Evidence("a fixed size is cut to", $"{input.Netns.Sysctls[name]} B", name)),
            ],
            Cause = "A size that is set locks the buffer: the kernel no longer fits it to the connection.",
            Remedies = [new(RemedyLevel.Configuration, "Take rcvbuf= and sndbuf= off the line, then restart nginx")],
            DoesNotHelp = FalseRemedies,
        };
}
