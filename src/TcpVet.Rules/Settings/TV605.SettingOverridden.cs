using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV605: a later line wins, or what runs is not what the boot files say.</summary>
internal sealed class SettingOverridden : SettingRule
{
    private const int MostListed = 8;

    public override string Code => "TV605";

    public override string Name => "setting-overridden";

    public override string Summary => "A later line or file sets the same key, or the running value differs from what the boot files say";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["sysctl.conf is ignored", "a setting is back to the old value after a reboot", "the value in the file is not the one that runs"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The same key is set twice and the later one holds: the later line of a file, the file whose name sorts later, whichever folder it stands in. Or the kernel runs another value than the files that are applied at boot would set: somebody changed it by hand, or another program did, or a file was changed and never applied.

        ## Why it hurts
        A line that is overridden is read by people and not by the kernel. A running value that no file sets is gone at the next boot, and what then comes back has not been tried for a long time.

        ## How we know
        The lines in the order of systemd-sysctl: files of /etc/sysctl.d, /run/sysctl.d, /usr/local/lib/sysctl.d and /usr/lib/sysctl.d together, sorted by name, a name in the earlier folder masking the same name in the later; the last assignment of a key wins (sysctl.d(5)). systemd-sysctl does not read /etc/sysctl.conf unless it is linked into sysctl.d; `sysctl --system` reads it last. On a host the values that run in the first network namespace are compared with what these files end up with; other namespaces begin with the kernel's defaults.

        ## What to do
        Keep one line for each key. Where the running value is right, write it into a file whose name sorts last; where the file is right, apply it: `sysctl --system`.

        ## What does not help

        ## When to ignore
        A program owns the setting on purpose and changes it after boot: tuned, a container runtime, kubelet.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("the line once more in a file that sorts earlier", "the later one wins again") { Page = "Another copy of the line in a file that sorts earlier." },
        UselessRemedy.OnPage("A file in /usr/lib/sysctl.d with the name of one in /etc/sysctl.d: it is masked."),
        new("sysctl -w alone", "it lasts until the next boot") { Page = "`sysctl -w` alone: it lasts until the next boot." },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) => scene.Later(line) switch
    {
        null => null,
        { } later when later.Normal == line.Normal => new LineOpinion(LineVerdict.Redundant, $"{SettingRule.Shown(later.Place)} says the same.", "Keep one of the two lines"),
        { } later => new LineOpinion(LineVerdict.NoEffect, $"{SettingRule.Shown(later.Place)} sets it to {SettingRule.Shown(later.Value)} afterwards.", "Keep the line that is meant, and delete the other"),
    };

    protected override RuleAnswer Live(RuleInput input)
    {
        if (!FirstNamespace.IsFirst(input.Netns) || BootFiles.Scene(input) is not { } boot)
        {
            return RuleAnswer.Quiet;
        }

        List<(SettingLine Line, string Running)> differing =
        [
            .. boot.Lines.Where(line =>
                line is { IsExclusion: false, IsPattern: false, Setting: not null } && boot.Later(line) is null && Differs(line, input))
                .Select(line => (line, input.Netns.Sysctls[line.Key])),
        ];
        if (differing.Count == 0)
        {
            return RuleAnswer.Quiet;
        }

        return RuleAnswer.Fires(Found(Severity.Info, Confidence.Certain,
            differing.Count == 1 ? (Phrase)$"{differing[0].Line.Setting!.ShortName} runs with another value than {Shown(differing[0].Line.Place)} sets at boot"
                : $"{differing.Count} settings run with other values than the files set at boot",
            new FindingSubject
            {
                Setting = differing[0]
                .Line.Key, File = differing[0]
                .Line.File, Line = differing[0]
                .Line.Directive.Line
            }) with
        {
            Evidence = [.. differing.Take(MostListed).Select(entry => new Evidence(Phrase.Verbatim(entry.Line.Key), $"runs {entry.Running}, the file says {Shown(entry.Line.Value)}", $"{entry.Line.File}:{entry.Line.Directive.Line}"))],
            Cause = "The value was changed after boot, by hand or by another program, or the file was changed and not applied.",
            Remedies =
            [
                new(RemedyLevel.Configuration, "Where the running value is right, write it into a file of /etc/sysctl.d whose name sorts last"),
                new(RemedyLevel.Kernel, "Where the files are right, apply them", input.Inside("sysctl --system")),
            ],
            DoesNotHelp = FalseRemedies,
        });
    }

    // The kernel may refuse a line or read it in its own way: only a line that it takes is compared, number by number.
    private static bool Differs(SettingLine line, RuleInput input) =>
        input.Netns.Sysctls.TryGetValue(line.Key, out string? running) && line.Range is { Format: SettingFormat.Numbers, ReadOnly: false }

            && line.Numbers.Count > 0
            && SettingScene.Numbers(running) is { } numbers
            && !numbers.Take(line.Numbers.Count).SequenceEqual(line.Numbers);
}
