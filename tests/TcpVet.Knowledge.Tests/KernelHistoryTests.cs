using System.Globalization;

namespace TcpVet.Knowledge.Tests;

/// <summary>First kernels and ranges of the settings against what the tables of sixty kernels say (KernelHistory.txt).</summary>
public sealed class KernelHistoryTests
{
    // Older than the oldest table that was read.
    private static readonly string[] BeforeHistory = ["net.ipv4.tcp_bic", "net.ipv4.tcp_vegas_cong_avoid", "net.ipv4.tcp_westwood"];

    private static readonly string[][] Lines = [.. Read()];

    private static readonly string[] Kernels = Lines.Single(line => line[0] == "kernels")[1..];

    public static TheoryData<string> Names { get; } = [.. Lines.Select(line => line[0]).Where(name => name != "kernels")];

    [Fact]
    public void Every_setting_of_the_network_has_its_history() => Assert.Equal(
        SettingKnowledge.All.Where(setting => setting.Kind == SettingKind.Sysctl && setting.Name.StartsWith("net.", StringComparison.Ordinal))
            .Select(setting => setting.Name).Except(BeforeHistory).Order(StringComparer.Ordinal),
        Names.Select(name => name.Data).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_kernel_is_between_the_newest_without_and_the_oldest_with(string name)
    {
        KernelSetting setting = SettingKnowledge.Exact(name)!;
        (string lacks, string has, string gone) = (Line(name)[1], Line(name)[2], Line(name)[3]);
        Assert.True(setting.ExistsIn(Version(has)), $"Linux {has} has it");
        Assert.Equal(lacks == "-", setting.Added is null);
        Assert.True(lacks == "-" || !setting.ExistsIn(Version(lacks)), $"Linux {lacks} lacks it");
        Assert.Equal(gone != "-", setting.Removed is not null);
        Assert.True(gone == "-" || !setting.ExistsIn(Version(gone)), $"Linux {gone} lacks it again");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_kernel_takes_what_its_table_says(string name)
    {
        KernelSetting setting = SettingKnowledge.Exact(name)!;
        (KernelVersion From, string Taken)[] steps = [.. Line(name)[4..].Select(step => (Version(step.Split(':')[0]), step.Split(':')[1]))];
        foreach (KernelVersion kernel in Kernels.Select(Version))
        {
            string taken = steps.LastOrDefault(step => kernel >= step.From).Taken ?? "?";
            if (taken != "?" && setting.ExistsIn(kernel))
            {
                Assert.Equal((kernel, taken), (kernel, Text(setting.RangeIn(kernel), taken)));
            }
        }
    }

    private static string Text(SettingRange range, string wanted) => range switch
    {
        { ReadOnly: true } => "read-only",
        { Jiffies: true } => "jiffies",
        { Min: int.MinValue, Max: int.MaxValue } or { Min: null, Max: null } => "int",
        { Max: null } => string.Create(CultureInfo.InvariantCulture, $"{range.Min}..{wanted.Split("..")[^1]}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{range.Min}..{range.Max}"),
    };

    private static string[] Line(string name) => Lines.Single(line => line[0] == name);

    private static KernelVersion Version(string text) => KernelVersion.TryParse(text, out KernelVersion version) ? version : default;

    private static IEnumerable<string[]> Read()
    {
        using Stream stream = typeof(KernelHistoryTests).Assembly.GetManifestResourceStream("KernelHistory.txt")!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '))];
    }
}
