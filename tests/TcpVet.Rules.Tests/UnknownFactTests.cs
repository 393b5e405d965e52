using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>
/// Unknown is not zero: whatever single fact is taken out of any capture, no rule throws, and none fires that did not fire before.
/// </summary>
public sealed class UnknownFactTests
{
    // The items of a list are alike, and the work grows with their square.
    private static readonly int ItemsOfAList = Fuzz.IsLong ? int.MaxValue : 3;

    public static TheoryData<string> All => [.. Captures.Names()];

    [Theory]
    [MemberData(nameof(All))]
    public void Taking_a_fact_away_makes_no_finding(string name)
    {
        JsonNode whole = JsonNode.Parse(Captures.Bytes(name))!;
        HashSet<string> before = Fired(Captures.Read(name));
        List<string> facts = [.. Removable(whole, typeof(Capture), [])];

        Assert.NotEmpty(facts);
        foreach (string fact in facts.Where(fact => !IsAFactItself(fact)))
        {
            Capture less = CaptureJson.Read(Without(whole, fact));
            Assert.Empty(Fired(less).Except(before)
                .Where(fired => !IsOfVersions(fact, fired) && !IsOfAnybody(fact, fired))
                .Select(fired => $"without {fact}: {fired}"));
        }
    }

    // Datagrams without a destination are those of a socket that is not connected: another fact, not an unknown one.
    private static bool IsAFactItself(string fact) =>
        fact.Contains("/heard/datagrams/", StringComparison.Ordinal) && fact.EndsWith("/peer", StringComparison.Ordinal);

    // Where nobody knows which version reads a file, lines that later versions refuse or ignore are told, as of those versions.
    private static bool IsOfVersions(string fact, string fired) =>
        fact.EndsWith("version", StringComparison.Ordinal) && (fired[..5] is "TV716" or "TV734" or "TV748" or "TV754" or "TV771");

    // A refusal that is TV217's because docker-proxy met it is TV212's when nobody knows who did.
    private static bool IsOfAnybody(string fact, string fired) =>
        fact.Contains("/heard/failures/", StringComparison.Ordinal) && fact.EndsWith("/process", StringComparison.Ordinal)
        && fired.StartsWith("TV212", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(All))]
    public void Taking_every_counter_and_setting_away_makes_no_finding(string name)
    {
        Capture capture = Captures.Read(name);
        Capture less = capture with
        {
            Namespaces = [.. capture.Namespaces.Select(netns => netns with
            {
                Counters = new Dictionary<string, Reading>(), Sysctls = new Dictionary<string, string>(),
                Sockstat = new Dictionary<string, long>(), PortBudget = null, Idle = null,
            })],
        };

        Assert.Empty(Fired(less).Except(Fired(capture)));
    }

    // By code and what it is about (what a counter tells is about the counter, whoever else it can name): a rule may say less about the
    // same thing, or the same in two findings, never something new.
    private static HashSet<string> Fired(Capture capture) => [.. RuleCatalog.All
        .SelectMany(rule =>
            capture.Namespaces.SelectMany(netns => rule.Check(new RuleInput(capture, netns, RuleSettings.Default)).Findings))
        .Select(finding => finding.Subject.Counter is { } counter ? $"{finding.Code} {counter}" : $"{finding.Code} {finding.Subject.Local ?? finding.Subject.Peer} {finding.Subject.Setting}")];

    // Paths of members that may be null by their type, and of entries of dictionaries of counters and settings.
    private static IEnumerable<string> Removable(JsonNode? node, Type type, string[] path)
    {
        if (node is JsonArray array)
        {
            Type element = type.GetGenericArguments()[0];
            return array.Take(ItemsOfAList).SelectMany((item, index) => Removable(item, element, [.. path, $"{index}"]));
        }

        if (node is not JsonObject entries || type.Namespace != typeof(Capture).Namespace)
        {
            return node is JsonObject dictionary && type.IsAssignableTo(typeof(IEnumerable)) && path[^1] is "counters" or "sysctls" or "sockstat"
                ? ((JsonObject)node!).Select(entry => Join([.. path, entry.Key])) : [];
        }

        NullabilityInfoContext nullability = new();
        return type.GetProperties().SelectMany(property =>
        {
            string key = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (!entries.ContainsKey(key))
            {
                return [];
            }

            Type inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            IEnumerable<string> below = Removable(entries[key], inner, [.. path, key]);
            bool nullable = nullability.Create(property).ReadState == NullabilityState.Nullable;
            return nullable ? below.Prepend(Join([.. path, key])) : below;
        });
    }

    private static string Join(string[] path) => string.Join('/', path);

    // Taken out, written, and put back: a copy of the whole for each fact costs more than the rules.
    private static byte[] Without(JsonNode whole, string fact)
    {
        string[] path = fact.Split('/');
        JsonObject parent = path[..^1]
            .Aggregate(whole, (node, step) => node is JsonArray array ? array[int.Parse(step)]! : node[step]!)
            .AsObject();
        JsonNode? taken = parent[path[^1]];
        Assert.True(parent.Remove(path[^1]));
        byte[] less = JsonSerializer.SerializeToUtf8Bytes(whole);
        parent.Add(path[^1], taken);
        return less;
    }
}
