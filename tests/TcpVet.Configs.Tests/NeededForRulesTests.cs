using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Configs.Tests;

/// <summary>
/// What a check-up keeps of a configuration is all that the rules ask for: their own captures get the same answer with the rest taken away.
/// A rule that looks at a new directive fails here until the list lets it through.
/// </summary>
public sealed class NeededForRulesTests
{
    private static readonly string Captures = Path.Combine(Root(), "tests/TcpVet.Rules.Tests/Captures");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Captures, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Captures, file))
            .Where(file => file.StartsWith("TV7", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_configuration_cut_down_gets_the_same_answer(string file)
    {
        Capture whole = CaptureJson.Read(File.ReadAllBytes(Path.Combine(Captures, file)));
        Capture needed = whole with
        {
            Namespaces =
                [.. whole.Namespaces.Select(netns =>
                    netns with { Configurations = [.. netns.Configurations.Select(configuration => NeededDirectives.Of(configuration))] })],
        };

        Assert.Equal(Told(whole), Told(needed));
    }

    private static string Told(Capture capture) => string.Join('\n', CaptureJudge.Diagnose(capture).Findings
        .Select(finding => $"{finding.Code} {finding.Severity} {finding.Title} {finding.Subject.File}:{finding.Subject.Line}:{finding.Subject.Column} {finding.Cause}"));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TcpVet.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the repository");
        }

        return folder;
    }
}
