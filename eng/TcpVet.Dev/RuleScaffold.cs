using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using Capture = TcpVet.Model.Capture;

namespace TcpVet.Dev;

/// <summary>Makes everything that a new rule needs; what only its author knows is marked, and tests refuse the mark.</summary>
internal static partial class RuleScaffold
{
    /// <summary>Stands where the author must write.</summary>
    public const string Marker = "FILL IN";

    private const string CatalogPath = "src/TcpVet.Rules/Catalog/RuleCatalog.cs";

    // The rules about settings have a list of their own, which the catalogue takes up whole.
    private const string SettingsPath = "src/TcpVet.Rules/Settings/SettingRules.cs";

    // Recorded by a kernel, so that every counter, state and setting in it exists.
    private const string Recorded = "tests/TcpVet.Rules.Tests/Captures/Healthy/lab-busy-server.json";

    private const string Counter = "TcpExt.ListenOverflows";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The files to write, the catalogue with its new line and the pages among them.</summary>
    /// <exception cref="UsageException">The code or name is malformed or taken.</exception>
    public static IReadOnlyDictionary<string, string> Files(string root, string code, string name)
    {
        Validate(code, name);
        string type = string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        RuleFamily family = RuleFamilies.Of(code)!;
        string folder = family.FolderOf(code);
        bool judgesSettings = family.Folder == "Settings";
        (string list, string entry) = judgesSettings ? (SettingsPath, type) : (CatalogPath, $"{folder.Replace('/', '.')}.{type}");
        Capture recorded = CaptureJson.Read(File.ReadAllBytes(Path.Combine(root, Recorded)));
        long total = recorded.Namespaces[0].Counters[Counter].Last;
        Draft draft = new(code, name);
        string captures = $"tests/TcpVet.Rules.Tests/Captures/{code}";
        Dictionary<string, string> files = new(RuleDocs.Pages(draft))
        {
            [$"src/TcpVet.Rules/{folder}/{code}.{type}.cs"] = RuleFile(draft, folder, type, judgesSettings),
            [list] = Catalog(File.ReadAllText(Path.Combine(root, list)), code, entry),
            [$"{captures}/fires/example.json"] = With(recorded, new Reading(total, total + 5)),
            [$"{captures}/quiet/healthy.json"] = With(recorded, new Reading(total, total)),
            [$"{captures}/quiet/looks-like-it.json"] = With(recorded, new Reading(total + 5, total + 5)),
            [$"tests/TcpVet.Rules.Tests/{family.Folder}/{code}Tests.cs"] = TestFile(code),
        };
        return files;
    }

    /// <summary>The catalogue's source with one more line at its place.</summary>
    internal static string Catalog(string source, string code, string type)
    {
        List<string> lines = [.. source.Split('\n')];
        int at =
            lines.FindIndex(line =>
                CatalogLine().Match(line) is { Success: true } match && string.CompareOrdinal(match.Groups["code"].Value, code) > 0);
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

        if (RuleCatalog.Find(code) is not null
            || RuleCatalog.Find(name) is not null
            || RetiredRules.Find(code) is not null
            || RetiredRules.Find(name) is not null)
        {
            throw new UsageException($"{code} or {name} is taken; codes are never used again");
        }
    }

    // A rule that works: it fires on a counter that grew. Its author puts the real condition in the place of that.
    private static string RuleFile(Draft draft, string folder, string type, bool judgesSettings) => $$""""
        using TcpVet.Model;
        using TcpVet.Rules.Engine;
        using TcpVet.Rules.Facts;

        namespace TcpVet.Rules.{{folder.Replace('/', '.')}};

        /// <summary>{{draft.Code}}: {{Marker}}.</summary>
        internal sealed class {{type}} : {{(judgesSettings ? "SettingRule" : "Rule")}}
        {
            private const string Counter = "{{Counter}}";

            private static readonly Threshold MinCount = new("{{draft.Code}}.min_count", 1, "{{Marker}}", "{{Marker}}: why this value", "{{Marker}}: what happens from so many on");

            public override string Code => "{{draft.Code}}";

            public override string Name => "{{draft.Name}}";

            public override string Summary => "{{draft.Summary}}";

            public override Severity Severity => Severity.Warning;

            public override IReadOnlyList<string> Complaints => ["{{Marker}}"];

            protected override ReadOnlySpan<byte> ExplanationText => """
        {{string.Join('\n', draft.Explanation.Split('\n').Select(line => line.Length == 0 ? line : "        " + line))}}
                """u8;

            public override IReadOnlyList<UselessRemedy> UselessRemedies => [new("{{Marker}}", "{{Marker}}")];

            public override IReadOnlyList<Threshold> Thresholds => [MinCount];
        {{(judgesSettings ? "\n    public override LineOpinion? Judge(SettingLine line, SettingScene scene) => null;\n" : "")}}
            {{(judgesSettings ? "protected override RuleAnswer Live" : "public override RuleAnswer Check")}}(RuleInput input)
            {
                if (Increase.Of(input, Counter) is not { } gained)
                {
                    return RuleAnswer.CannotTell(Increase.Lacks(input, Counter));
                }

                return gained >= input.Settings[MinCount] ? RuleAnswer.Fires(Grew(gained)) : RuleAnswer.Quiet;
            }

            private Finding Grew(long gained) => Found(Severity.Warning, Confidence.Certain, "{{Marker}}", new FindingSubject { Counter = Counter }) with
            {
                Evidence = [new("{{Marker}}", $"{gained}", Counter)],
                Cause = "{{Marker}}",
                Remedies = [new(RemedyLevel.Configuration, "{{Marker}}")],
                DoesNotHelp = FalseRemedies,
            };
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

    private static string With(Capture recorded, Reading reading)
    {
        NetnsCapture netns = recorded.Namespaces[0];
        Capture capture = recorded with
        {
            Namespaces =
                [netns with { Counters = new Dictionary<string, Reading>(netns.Counters) { [Counter] = reading } },
                    .. recorded.Namespaces.Skip(1)],
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

        public override string Explanation => string.Join("\n\n", Headings.Select(Section));

        public override IReadOnlyList<UselessRemedy> UselessRemedies => [new(Marker, Marker)];

        public override RuleAnswer Check(RuleInput input) => RuleAnswer.Quiet;

        private static string Section(string heading) => heading == UselessRemedy.Heading ? $"## {heading}\n" : $"## {heading}\n{Marker}";
    }
}
