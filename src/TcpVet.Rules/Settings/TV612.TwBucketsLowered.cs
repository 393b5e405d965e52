using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV612: the limit of TIME_WAIT is below the kernel's own.</summary>
internal sealed class TwBucketsLowered : SettingRule
{
    private const string Key = "net.ipv4.tcp_max_tw_buckets";
    private const string Hash = "net.ipv4.tcp_ehash_entries";

    // tcp_ehash_entries came with 6.1 (d1e5e6408b30).
    private static readonly KernelVersion HashShown = new(6, 1);

    public static readonly Threshold Fewest = new("TV612.min_buckets", 32_768, "sockets",
        "half the TCP hash table's entries on a host of 8 GB (net/ipv4/tcp_ipv4.c tcp_set_hashinfo, net/ipv4/tcp.c tcp_init)", "below it a line is dangerous where the host's own table is not known");

    // tcp_death_row.tw_refcount is unsigned from 5.18 on, and the limit is compared with it: a negative one is never met.
    private static readonly KernelVersion NegativeUnlimited = new(5, 18);

    public override string Code => "TV612";

    public override string Name => "tw-buckets-lowered";

    public override string Summary => "tcp_max_tw_buckets is lowered: connections beyond it are cut off at their end";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV106"];

    public override IReadOnlyList<Threshold> Thresholds => [Fewest];

    public override IReadOnlyList<string> Complaints => ["tcp_max_tw_buckets = 5000", "clients get RST at the end of a response"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_max_tw_buckets` is the number of TIME_WAIT and orphaned FIN_WAIT2 that the namespace may keep, and it is below what the kernel chose for this host: half the entries of the TCP hash table, 131072 on a host of 24 GB.

        ## Why it hurts
        Beyond the limit a connection that closes properly is forgotten at once. A peer that still sends gets RST and may lose the end of a response, and old segments can get into the next connection with the same ports. The kernel's documentation says that it must not be lowered. What it saves is 256 bytes a connection.

        ## How we know
        The value against half of `net.ipv4.tcp_ehash_entries` of this namespace; without a host, against a small host's default. Measured on Linux 6.18: with a limit of 5, 20 closes left 5 TIME_WAIT, and the other 15 were answered with RST. A negative value is no limit there (20 closes with −1 left 20), and before Linux 5.18 the same as 0. TV106 says when the limit is met now.

        ## What to do
        Delete the line and set the running value back to the default, which is half of tcp_ehash_entries.

        ## What does not help

        ## When to ignore
        A host with very little memory that serves clients which never reuse a port.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "TIME_WAIT lasts 60 s whatever it says") { Page = "tcp_fin_timeout: TIME_WAIT lasts 60 seconds whatever it says." },
        UselessRemedy.OnPage("tcp_tw_reuse: it acts in connect() alone, and lowers no number of TIME_WAIT on a server."),
        new("a still lower value", "fewer TIME_WAIT to see, more connections reset") { Page = "A still lower value: fewer lines in `ss`, more resets." },
    ];

    // The limit that is met now is the same setting, told with what it does; a line of a file is told for itself.
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => symptom.Subject.File is null;

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Key != Key || line.Number is not { } value)
        {
            return null;
        }

        if (value < 0 && !(scene.Kernel < NegativeUnlimited))
        {
            return null; // no limit at all
        }

        long? own = scene.IsOutput ? Half(scene.Final(Hash)) : Default(scene.Input);
        if (own is null && (scene.IsOutput || (!scene.IsHypothetical && scene.Kernel >= HashShown)))
        {
            return null; // the kernel may have chosen the value; the table's size could be read and was not
        }

        if (value >= (own ?? (long)scene.Input.Settings[Fewest]))
        {
            return null;
        }

        Phrase against = own is { } known ? (Phrase)$"the kernel's own limit on this host is {Figure.Of(known)}" : "the kernel's own limit is half its hash table, 131,072 on a host of 24 GB";
        return new LineOpinion(LineVerdict.Dangerous,
            value <= 0 ? "There is no TIME_WAIT at all: peers that still send are reset, and old segments can get into new connections."
                : (Phrase)$"Connections that close beyond {Figure.Of(value)} are cut off, and peers that still send are reset; {against}.", "Delete the line")
        {
            Change = own is { } whole ? new SettingChange(Key, Plain(whole)) : null,
        };
    }

    protected override RuleAnswer Live(RuleInput input)
    {
        if (input.Netns.Setting(Key) is not { } value || Default(input) is not { } own || value >= own || (value < 0 && !IsOld(input)))
        {
            return RuleAnswer.Quiet;
        }

        return RuleAnswer.Fires(With(OfValue(Severity.Info, $"tcp_max_tw_buckets is lowered to {Figure.Of(value)}; the kernel's own limit here is {Figure.Of(own)}", Key, $"{value}",
            "Beyond the limit a connection that closes properly is forgotten at once, and a peer that still sends is reset.", input, new SettingChange(Key, Plain(own)), "Set it back to the kernel's own limit"),
            FindingFigure.Limit("kernel_limit", own, "sockets")));
    }

    // A negative number of entries is that of the host's table, which the namespace shares (Documentation/networking/ip-sysctl.rst
    // tcp_ehash_entries).
    private static long? Default(RuleInput input) => Half(input.Netns.Setting(Hash));

    private static long? Half(long? hashed) => hashed is { } entries and not 0 ? Math.Abs(entries / 2) : null;

    private static bool IsOld(RuleInput input) =>
        KernelVersion.TryParse(input.Capture.Kernel, out KernelVersion kernel) && kernel < NegativeUnlimited;

    private static string Plain(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
