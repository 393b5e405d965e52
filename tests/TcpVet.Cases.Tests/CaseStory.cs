using System.Text.Json;

namespace TcpVet.Cases.Tests;

/// <summary>One fault of a story, and what a finding of it has to say.</summary>
/// <param name="Codes">The codes, any of which names the fault.</param>
/// <param name="Process">The name of the process that the finding has to blame; null where none is to blame.</param>
/// <param name="Lever">A phrase that has to stand in the first remedies: what the thread settled on.</param>
internal sealed record ExpectedFinding(IReadOnlyList<string> Codes, string? Process, string Lever);

/// <summary>One situation that somebody told in public.</summary>
/// <param name="Name">Its name, the maker's too.</param>
/// <param name="Story">What happened, in own words.</param>
/// <param name="Source">Where it was told: owner/name#number, or an address; two, where two stories meet on one host.</param>
/// <param name="Settled">What the thread settled on.</param>
/// <param name="Laboratory">The scenario of the laboratory that makes it; null where a maker of this project does.</param>
/// <param name="Arguments">What a user would add to <c>tcpvet checkup</c>.</param>
/// <param name="Expected">The faults, most often one; none where the host is healthy.</param>
/// <param name="Beside">Codes that may stand beside them: their symptoms, or information.</param>
internal sealed record CaseStory(
    string Name,
    string Story,
    string Source,
    string Settled,
    string? Laboratory,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<ExpectedFinding> Expected,
    IReadOnlyList<string> Beside)
{
    /// <summary>Remedies that a reader sees first, of each finding.</summary>
    public const int FirstRemedies = 3;

    /// <summary>True for a host on which nothing is wrong.</summary>
    public bool IsHealthy => Expected.Count == 0;

    /// <summary>All of them, in the order of the files and in them.</summary>
    public static IReadOnlyList<CaseStory> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Checkout.Project, "Stories"), "*.json").Order(StringComparer.Ordinal).SelectMany(Read),
    ];

    /// <summary>The source as a link, or two.</summary>
    public string Link => string.Join(" and ", Source.Split(' ').Select(LinkOf));

    private static string LinkOf(string source) => source.StartsWith("https://", StringComparison.Ordinal)
        ? $"[{new Uri(source).Host}]({source})"
        : $"[{source}](https://github.com/{source.Replace("#", "/issues/", StringComparison.Ordinal)})";

    private static List<CaseStory> Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement.EnumerateArray().Select(story => new CaseStory(
            Text(story, "name")!,
            Text(story, "story")!,
            Text(story, "source")!,
            Text(story, "settled")!,
            Text(story, "laboratory"),
            Texts(story, "arguments"),
            story.TryGetProperty("expected", out JsonElement expected)
                ? [.. expected.EnumerateArray().Select(Fault)]
                : [],
            Texts(story, "beside")))];
    }

    private static ExpectedFinding Fault(JsonElement element) =>
        new(Texts(element, "code"), Text(element, "process"), Text(element, "lever")!);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string[] Texts(JsonElement element, string name) =>
        Text(element, name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
