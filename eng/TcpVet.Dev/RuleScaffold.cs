using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Dev;

/// <summary>Makes everything that a new rule needs; what only its author knows is marked, and tests refuse the mark.</summary>
internal static partial class RuleScaffold
{
    /// <summary>Stands where the author must write.</summary>
    public const string Marker = "FILL IN";

    private const string CatalogPath = "src/TcpVet.Rules/Catalog/RuleCatalog.cs";

    private static readonly string[] Folders = ["", "Closing", "Handshake", "Ports", "Paths", "Host", "Settings", "Servers"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The files to write, the catalogue with its new line and the pages among them.</summary>
    /// <exception cref="UsageException">The code or name is malformed or taken.</exception>
    public static IReadOnlyDictionary<string, string> Files(string root, string code, string name)
    {
        Validate(code, name);
        string type = string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        string folder = Folders[code[2] - '0'];
        Draft draft = new(code, name);
        string captures = $"tests/TcpVet.Rules.Tests/Captures/{code}";
        Dictionary<string, string> files = new(RuleDocs.Pages(draft))
        {
            [$"src/TcpVet.Rules/{folder}/{code}.{type}.cs"] = RuleFile(draft, folder, type),
            [CatalogPath] = Catalog(File.ReadAllText(Path.Combine(root, CatalogPath)), code, $"{folder}.{type}"),
            [$"{captures}/fires/example.json"] = EmptyCapture(),
            [$"{captures}/quiet/healthy.json"] = EmptyCapture(),
            [$"{captures}/quiet/looks-like-it.json"] = EmptyCapture(),
            [$"tests/TcpVet.Rules.Tests/{folder}/{code}Tests.cs"] = TestFile(code),
        };
        return files;
    }

    /// <summary>The catalogue's source with one more line at its place.</summary>
    internal static string Catalog(string source, string code, string type)
    {
        List<string> lines = [.. source.Split('\n')];
        int at = lines.FindIndex(line => CatalogLine().Match(line) is { Success: true } match && string.CompareOrdinal(match.Groups["code"].Value, code) > 0);
        at = at >= 0 ? at : lines.FindLastIndex(line => CatalogLine().IsMatch(line)) + 1;
        lines.Insert(at, $"        new {type}(), // {code}");
        return string.Join('\n', lines);
    }

    private static void Validate(string code, string name)
    {
        if (!Code().IsMatch(code))
        {
            throw new UsageException($"'{code}' is not a code: TV, the family from 1 to 7, and two digits");
        }

        if (!Name().IsMatch(name))
        {
            throw new UsageException($"'{name}' is not a name: lower-case words joined by '-', the problem and not the cure");
        }

        if (RuleCatalog.Find(code) is not null || RuleCatalog.Find(name) is not null || RetiredRules.Find(code) is not null || RetiredRules.Find(name) is not null)
        {
            throw new UsageException($"{code} or {name} is taken; codes are never used again");
        }
    }

    private static string RuleFile(Draft draft, string folder, string type) => $$""""
        using TcpVet.Model;
        using TcpVet.Rules.Engine;

        namespace TcpVet.Rules.{{folder}};

        /// <summary>{{draft.Code}}: {{Marker}}.</summary>
        internal sealed class {{type}} : Rule
        {
            public override string Code => "{{draft.Code}}";

            public override string Name => "{{draft.Name}}";

            public override string Summary => "{{draft.Summary}}";

            public override Severity Severity => Severity.Warning;

            public override IReadOnlyList<string> Complaints => ["{{Marker}}"];

            protected override ReadOnlySpan<byte> ExplanationText => """
        {{string.Join('\n', draft.Explanation.Split('\n').Select(line => line.Length == 0 ? line : "        " + line))}}
                """u8;

            public override RuleAnswer Check(RuleInput input)
            {
                return RuleAnswer.Quiet;
            }
        }

        """";

    private static string TestFile(string code) => $$"""
        using TcpVet.Model;

        namespace TcpVet.Rules.Tests;

        public sealed class {{code}}Tests
        {
            [Fact]
            public void Names_who_and_why()
            {
                Finding finding = Assert.Single(Captures.Findings("{{code}}", "fires/example"));

                Assert.Equal("{{Marker}}", finding.Title.ToString());
            }
        }

        """;

    private static string EmptyCapture()
    {
        StateCounts none = StateCounts.From(new long[16], exact: true);
        Model.Capture capture = new()
        {
            Version = "0.1.0",
            Host = "example",
            Kernel = "6.12.0",
            TakenAt = DateTimeOffset.UnixEpoch,
            IntervalMs = 1_000,
            HostFacts = new HostFacts(),
            Namespaces = [new NetnsCapture { Netns = new NetnsIdentity { Inode = 4_026_531_840, Own = true }, Tcp = none, Udp = none, Listeners = [] }],
        };
        return JsonNode.Parse(CaptureJson.Write(capture))!.ToJsonString(Indented) + "\n";
    }

    [GeneratedRegex(@"^TV[1-7]\d\d$")]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s+new [\w.]+\(\), // (?<code>TV\d{3})$")]
    private static partial Regex CatalogLine();

    /// <summary>The rule as it is before its author has written anything.</summary>
    private sealed class Draft(string code, string name) : Rule
    {
        public override string Code => code;

        public override string Name => name;

        public override string Summary => Marker;

        public override Severity Severity => Severity.Warning;

        public override IReadOnlyList<string> Complaints => [Marker];

        protected override ReadOnlySpan<byte> ExplanationText =>
            Encoding.UTF8.GetBytes(string.Join("\n\n", Headings.Select(heading => $"## {heading}\n{Marker}")));

        public override RuleAnswer Check(RuleInput input) => RuleAnswer.Quiet;
    }
}
