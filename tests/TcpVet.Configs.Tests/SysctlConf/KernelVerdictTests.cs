using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Settings;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>What the judge says that the kernel refuses, against the kernel: the lines are written, in a namespace of their own.</summary>
public sealed class KernelVerdictTests
{
    private const int NoSuchFile = 2;

    public static TheoryData<string> Names => [.. GoldenFile.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_kernel_refuses_what_the_judge_says_and_nothing_else(string name) => FreshNamespace.Run(() =>
    {
        Configuration parsed = GoldenFile.Read(name).Parse();
        string[] keys = [.. SysctlJudge.Keys([parsed])];
        Dictionary<string, string> running =
            keys.Where(key => File.Exists(FreshNamespace.File(key))).ToDictionary(
                key => key, key => File.ReadAllText(FreshNamespace.File(key)).Trim());
        Rules.Engine.RuleInput input = Judging.Input(Environment.OSVersion.Version.ToString(), parsed, running, inode: 1);
        input = new Rules.Engine.RuleInput(input.Capture,
            input.Netns with { AbsentSysctls = [.. keys.Where(key => !running.ContainsKey(key))] }, Rules.Engine.RuleSettings.Default);

        int written = 0;
        foreach (SettingVerdict line in SysctlJudge.Judge(input))
        {
            KernelSetting? setting = SettingKnowledge.Exact(line.Key);
            if (PathGlob.IsPattern(line.Key)
                || line.Value.Length == 0
                || (setting is null && !line.Key.StartsWith("net.", StringComparison.Ordinal))
                || setting is { Scope: not SettingScope.Namespace })
            {
                continue;
            }

            if (line.IsNotJudged)
            {
                continue;
            }

            // ENOENT of a file that is there: the kernel has no congestion control of that name.
            int errno = FreshNamespace.WriteLine(line.Key, line.Value);
            string kernel = errno == 0 ? "taken" : errno == NoSuchFile && !running.ContainsKey(line.Key) ? "absent" : "refused";
            string judge = line.Verdict switch
            {
                LineVerdict.Rejected => "refused",
                LineVerdict.Removed or LineVerdict.Unknown => "absent",
                _ => "taken",
            };
            Assert.Equal($"{line.Line} {line.Key} = {line.Value}: {kernel}", $"{line.Line} {line.Key} = {line.Value}: {judge}");
            written++;
        }

        Assert.True(written > 0 || name is "debian-default" or "voip-udp");
    });
}
