using TcpVet.Dev;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>The recorded captures: <c>Captures/CODE/fires</c> must fire the rule, <c>Captures/CODE/quiet</c> must not.</summary>
internal static class Captures
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Captures");

    public static string Root { get; } = SourceTree.Root(AppContext.BaseDirectory);

    /// <summary>The files below a folder as <c>TV101/fires/young-server</c>.</summary>
    public static IEnumerable<string> Names(string below = "") =>
        Directory.EnumerateFiles(Path.Combine(Folder, below), "*.json", SearchOption.AllDirectories)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null))
            .Order(StringComparer.Ordinal);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static Capture Read(string name) => CaptureJson.Read(Bytes(name));

    public static RuleAnswer Ask(string code, Capture capture, RuleSettings? settings = null) =>
        RuleCatalog.Find(code)!.Check(new RuleInput(capture, capture.Namespaces[0], settings ?? RuleSettings.Default));

    /// <summary>What one rule says about one of its own captures.</summary>
    public static IReadOnlyList<Finding> Findings(string code, string name) => Ask(code, Read($"{code}/{name}")).Findings;

    public static Finding Only(string code, string name) => Assert.Single(Findings(code, name));

    /// <summary>The value of the evidence whose description begins with a text.</summary>
    public static string Value(this Finding finding, string what) =>
        finding.Evidence.First(evidence => evidence.What.ToString().StartsWith(what, StringComparison.Ordinal)).Value.ToString();
}
