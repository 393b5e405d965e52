using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV621: a value that was large once is less than what the kernel gives today.</summary>
internal sealed class LimitLowered : SettingRule
{
    private const string Orphans = "net.ipv4.tcp_max_orphans";
    private const string Backlog = "net.core.somaxconn";

    // The default before Linux 5.4: what most programs ask for at least.
    private const long Usual = 128;

    private static readonly Dictionary<string, string> Limits = new(StringComparer.Ordinal)
    {
        [Backlog] = "every listen() with a longer backlog is cut to it",
        ["net.core.netdev_max_backlog"] = "packets beyond it are dropped on their way into the protocol stack",
        ["net.core.rmem_max"] = "programs that ask for a larger receive buffer get less",
        ["net.core.wmem_max"] = "programs that ask for a larger send buffer get less",
        ["fs.nr_open"] = "no process can raise its limit of descriptors beyond it",
    };

    public override string Code => "TV621";

    public override string Name => "limit-lowered";

    public override string Summary => "A line that is meant to raise a limit sets it below what the kernel gives by itself";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["somaxconn = 1024 from an old guide", "the accept queue is shorter after tuning", "tuning made it worse"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The line was written for a kernel whose default was smaller: `somaxconn = 1024` raised 128 eightfold, and takes three quarters from the 4096 of today. `tcp_max_orphans` is chosen by the kernel from the host's memory, and a fixed number is mostly less.

        ## Why it hurts
        Somebody has measured a problem, "raised" the limit and made it smaller. A shorter accept queue overflows sooner; fewer orphans mean that closing connections are reset.

        ## How we know
        The value against the compiled default of the kernel that is judged, from the table of settings. For tcp_max_orphans, which follows the memory, half of `net.ipv4.tcp_ehash_entries` of the host. Nothing is reported of a host's running values: TV203 and TV112 look at what they do.

        ## What to do
        Delete the line, or write a value above the default where there is evidence for it: TV202 for the accept queue, TV505 for packets.

        ## What does not help

        ## When to ignore
        The limit is lowered on purpose: a short accept queue turns clients away early, which suits some balancers.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("the same value in another file", "it is less than the default all the same") { Page = "The same value again in another file." },
        new("restarting the service", "the limit is what it is"),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Number is not { } value || scene.Kernel is not { } kernel)
        {
            return null;
        }

        if (line.Key == Orphans)
        {
            return !scene.IsOutput && scene.Input.Netns.Setting("net.ipv4.tcp_ehash_entries") is { } entries and not 0 && value < Math.Abs(entries / 2)
                ? new LineOpinion(LineVerdict.Misleading, $"The kernel's own limit on this host is {Figure.Of(Math.Abs(entries / 2))}: beyond {Figure.Of(value)} closing connections are reset.", "Delete the line")
                : null;
        }

        if (!Limits.TryGetValue(line.Key, out string? harm) || line.Setting!.DefaultIn(kernel).Values is not [long usual] || value >= usual)
        {
            return null;
        }

        return new LineOpinion(line.Key == Backlog && value < Usual ? LineVerdict.Dangerous : LineVerdict.Misleading,
            $"It lowers the limit: the default of Linux {kernel.ToString()} is {Figure.Of(usual)}, and {new Phrase(harm)}.", "Delete the line, or write more than the default");
    }
}
