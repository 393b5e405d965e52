using System.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>Real-world files, good and bad, with what is to be said of every line of theirs.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Names];

    [Fact]
    public void There_are_files_of_every_kind() => Assert.True(GoldenFile.Names.Count() >= 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_line_gets_its_verdict(string name)
    {
        GoldenFile golden = GoldenFile.Read(name);
        Configuration parsed = golden.Parse();
        Assert.Empty(parsed.Problems);

        StringBuilder wanted = new();
        StringBuilder got = new();
        foreach (SettingVerdict line in Judging.For(golden.Kernel, parsed))
        {
            wanted.AppendLine($"{line.File}:{line.Line} {line.Key}: {golden.Expected(line.File, line.Line)}");
            got.AppendLine($"{line.File}:{line.Line} {line.Key}: {line.Verdict.Word()}{(line.Code is { } code ? $" {code}" : "")}");
        }

        Assert.Equal(wanted.ToString(), got.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_verdict_is_worded(string name)
    {
        GoldenFile golden = GoldenFile.Read(name);
        foreach (SettingVerdict line in Judging.For(golden.Kernel, golden.Parse()).Where(
            line => line.Verdict is not (LineVerdict.Ok or LineVerdict.Unknown)))
        {
            Assert.Matches("^[A-Z0-9a-z_:./-].{10,}[.)]$", line.Why?.ToString());
            Assert.NotNull(line.Instead);
            Assert.DoesNotContain("  ", $"{line.Why} {line.Instead}", StringComparison.Ordinal);
            Assert.DoesNotContain("..", line.Why?.ToString(), StringComparison.Ordinal);
        }
    }
}
