using System.Text.RegularExpressions;
using TcpVet.Dev;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>The catalogue is what it promises to be.</summary>
public sealed partial class CatalogTests
{
    // Codes and names are a contract with users' scripts: this list only grows.
    private static readonly Dictionary<string, string> Contract = new()
    {
        ["TV101"] = "close-wait-leak", ["TV102"] = "close-wait-unread", ["TV103"] = "socket-fd-leak",
        ["TV104"] = "time-wait-on-server", ["TV105"] = "time-wait-on-client", ["TV106"] = "time-wait-overflow",
        ["TV107"] = "fin-wait1-pile-up", ["TV108"] = "fin-wait2-orphans", ["TV109"] = "fin-wait2-held",
        ["TV110"] = "last-ack-pile-up", ["TV111"] = "closing-stuck", ["TV112"] = "orphan-pressure",
        ["TV113"] = "idle-without-keepalive", ["TV114"] = "keepalive-too-slow", ["TV115"] = "connection-churn",
        ["TV116"] = "established-leak", ["TV117"] = "idle-pool-saturated",
        ["TV201"] = "accept-queue-full", ["TV202"] = "accept-queue-overflowed", ["TV203"] = "backlog-capped",
        ["TV204"] = "syn-flood", ["TV205"] = "slow-handshakes", ["TV206"] = "syncookies-off", ["TV207"] = "syn-recv-stuck",
        ["TV208"] = "half-established", ["TV209"] = "connect-unanswered", ["TV210"] = "connect-fan-out",
        ["TV211"] = "reload-resets", ["TV212"] = "connect-refused", ["TV213"] = "accept-stalled", ["TV214"] = "self-connection",
        ["TV215"] = "inherited-listener", ["TV216"] = "one-family-unreachable",
        ["TV217"] = "published-port-dead", ["TV218"] = "connect-failed",
        ["TV301"] = "ephemeral-ports-low", ["TV302"] = "bind-before-connect", ["TV303"] = "bind-conflict",
        ["TV304"] = "ephemeral-range-overlaps",
        ["TV401"] = "zero-window-peer", ["TV402"] = "black-hole", ["TV403"] = "reader-stalled",
        ["TV404"] = "retransmit-storm", ["TV405"] = "buffer-limited", ["TV406"] = "nat-timestamps", ["TV407"] = "resets-sent",
        ["TV408"] = "resets-received",
        ["TV409"] = "reverse-path-drops",
        ["TV410"] = "path-mtu-black-hole",
        ["TV411"] = "kernel-drops",
        ["TV501"] = "tcp-memory-pressure", ["TV502"] = "conntrack-full", ["TV503"] = "conntrack-idle",
        ["TV504"] = "descriptors-exhausted", ["TV505"] = "softnet-drops", ["TV506"] = "udp-receive-drops", ["TV507"] = "udp-unanswered",
        ["TV601"] = "setting-removed", ["TV602"] = "setting-unknown", ["TV603"] = "value-rejected",
        ["TV604"] = "setting-no-effect", ["TV605"] = "setting-overridden", ["TV606"] = "setting-wrong-namespace",
        ["TV611"] = "tw-recycle", ["TV612"] = "tw-buckets-lowered", ["TV613"] = "port-range-too-low",
        ["TV614"] = "fin-timeout-myth", ["TV615"] = "tw-reuse-myth", ["TV616"] = "keepalive-myth",
        ["TV617"] = "syncookies-disabled", ["TV618"] = "retries-too-low", ["TV619"] = "rfc1337-stalls",
        ["TV620"] = "memory-limits", ["TV621"] = "limit-lowered", ["TV622"] = "feature-switched-off", ["TV623"] = "conntrack-forgets-idle",
        ["TV701"] = "connection-timeout-too-short", ["TV702"] = "connection-timeout-infinite",
        ["TV703"] = "keep-alive-below-pool", ["TV704"] = "accept-count-capped", ["TV705"] = "accept-count-hides-overload",
        ["TV706"] = "connections-above-descriptors", ["TV707"] = "connections-below-threads",
        ["TV708"] = "connections-unlimited", ["TV709"] = "threads-beside-executor", ["TV710"] = "executor-not-found",
        ["TV711"] = "one-request-per-connection", ["TV712"] = "attribute-unknown", ["TV713"] = "attribute-value-ignored",
        ["TV714"] = "close-resets", ["TV715"] = "accept-count-not-in-force",
        ["TV716"] = "connector-attribute-retired",
        ["TV717"] = "ajp-without-secret",
        ["TV718"] = "ajp-waits-for-ever",
        ["TV721"] = "nginx-backlog-capped", ["TV722"] = "nginx-connections-beyond-descriptors",
        ["TV723"] = "nginx-upstream-without-keepalive", ["TV724"] = "nginx-upstream-keepalive-void",
        ["TV725"] = "nginx-upstream-idle-too-long", ["TV726"] = "nginx-keepalive-off",
        ["TV727"] = "nginx-keepalive-requests-low", ["TV728"] = "nginx-upstream-ports-low",
        ["TV729"] = "nginx-listen-options-twice", ["TV730"] = "nginx-timeout-too-short", ["TV731"] = "nginx-timeout-too-long",
        ["TV732"] = "nginx-fixed-buffers", ["TV733"] = "nginx-lingering-off",
        ["TV734"] = "nginx-line-retired",
        ["TV735"] = "nginx-stream-idle-timeout",
        ["TV741"] = "haproxy-timeout-unset", ["TV742"] = "haproxy-tunnel-without-fin-timeout", ["TV743"] = "haproxy-nolinger",
        ["TV744"] = "haproxy-request-time-unlimited", ["TV745"] = "haproxy-backlog-capped",
        ["TV746"] = "haproxy-maxconn-beyond-descriptors", ["TV747"] = "haproxy-tcp-timeouts-differ",
        ["TV748"] = "haproxy-keep-alive-off", ["TV749"] = "haproxy-timeout-too-short", ["TV750"] = "haproxy-reuse-off",
        ["TV751"] = "haproxy-server-idle-too-long", ["TV752"] = "haproxy-source-ports-few",
        ["TV753"] = "haproxy-maxconn-void",
        ["TV754"] = "haproxy-line-retired",
        ["TV755"] = "haproxy-database-idle-timeout",
        ["TV761"] = "keep-alive-holds-workers", ["TV762"] = "workers-above-limit", ["TV763"] = "httpd-backlog-capped",
        ["TV764"] = "keep-alive-off", ["TV765"] = "timeout-holds-workers", ["TV766"] = "proxy-without-reuse",
        ["TV767"] = "proxy-pool-outlives-server", ["TV769"] = "httpd-backlog-not-in-force",
        ["TV770"] = "requests-without-timeout",
        ["TV771"] = "httpd-line-retired",
        ["TV772"] = "rewrite-to-undeclared-worker",
    };

    // The rules about settings have a list of their own, which the catalogue takes up.
    private static readonly string[] Lists = ["Catalog/RuleCatalog.cs", "Settings/SettingRules.cs"];

    public static TheoryData<string> Codes => CaptureTests.Codes;

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_and_name_keep_the_contract(string code)
    {
        Rule rule = RuleCatalog.Find(code)!;

        Assert.Matches(@"^TV[1-7]\d\d$", rule.Code);
        Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)+$", rule.Name);
        Assert.Equal(Contract[code], rule.Name);
    }

    // A rule that goes stays in the contract and becomes a retired one.
    [Fact]
    public void The_contract_holds_every_rule_and_no_other()
    {
        Assert.Equal(Contract.Keys, RuleCatalog.All.Select(rule => rule.Code)
            .Concat(RetiredRules.All.Select(rule => rule.Code))
            .Order(StringComparer.Ordinal));
        Assert.Equal(Contract.Count, Contract.Values.Distinct().Count());
    }

    [Fact]
    public void Families_have_a_digit_and_a_folder_each_and_all_rules()
    {
        Assert.Equal(Enumerable.Range(1, RuleFamilies.All.Count), RuleFamilies.All.Select(family => family.Digit));
        Assert.All(RuleFamilies.All, family => Assert.True(Directory.Exists(Path.Combine(Captures.Root, "src/TcpVet.Rules", family.Folder))));
        Assert.All(RuleFamilies.All.SelectMany(family => family.Parts, (family, part) => $"{family.Folder}/{part.Folder}"),
            folder => Assert.True(Directory.Exists(Path.Combine(Captures.Root, "src/TcpVet.Rules", folder)), folder));
        Assert.All(RuleCatalog.All, rule => Assert.NotNull(RuleFamilies.Of(rule.Code)));
        Assert.Equal("Servers/HAProxy", RuleFamilies.Of("TV740")!.FolderOf("TV740"));
        Assert.Null(RuleFamilies.Of("TV8"));
    }

    [Fact]
    public void Catalogue_is_sorted_without_doubles_and_its_comments_are_true()
    {
        string[] codes = [.. RuleCatalog.All.Select(rule => rule.Code)];
        string[] sources = [.. Lists.Select(list => File.ReadAllText(Path.Combine(Captures.Root, "src/TcpVet.Rules", list)))];

        Assert.Equal(codes.Order(StringComparer.Ordinal).Distinct(), codes);
        Assert.Equal(RuleCatalog.All.Count, RuleCatalog.All.Select(rule => rule.Name).Distinct().Count());
        Assert.Equal(
            RuleCatalog.All.Select(rule => (rule.GetType().Name, rule.Code)),
            sources.SelectMany(source => CatalogLine().Matches(source))
                .Select(match => (match.Groups["type"].Value, match.Groups["code"].Value))
                .OrderBy(line => line.Item2, StringComparer.Ordinal));
        Assert.Empty(codes.Intersect(RetiredRules.All.Select(rule => rule.Code)));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_rules_file_bears_its_code_and_lies_in_its_family(string code)
    {
        Rule rule = RuleCatalog.Find(code)!;
        string folder = rule.GetType().Namespace!["TcpVet.Rules.".Length..].Replace('.', '/');

        Assert.Equal(RuleFamilies.Of(code)!.Folder, folder.Split('/')[0]);
        Assert.True(File.Exists(Path.Combine(Captures.Root, $"src/TcpVet.Rules/{folder}/{code}.{rule.GetType().Name}.cs")));
        Assert.Equal(rule.Name.Replace("-", "", StringComparison.Ordinal), rule.GetType().Name.ToLowerInvariant());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_rule_is_explained_under_every_heading(string code)
    {
        Rule rule = RuleCatalog.Find(code)!;
        string[] parts = rule.FullExplanation.Split("## ", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Rule.Headings, parts.Select(part => part.Split('\n')[0]));
        Assert.All(parts, part => Assert.True(part.Length > 80, $"{code} says nothing under {part.Split('\n')[0]}"));
        Assert.DoesNotContain(RuleScaffold.Marker, rule.ToPage(), StringComparison.Ordinal);
        Assert.DoesNotContain("please", rule.FullExplanation, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(rule.Summary.Length, 20, 140);
        Assert.False(rule.Summary.EndsWith('.'));
        Assert.NotEmpty(rule.Complaints);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Thresholds_are_named_after_their_rule_and_say_where_they_come_from(string code)
    {
        foreach (Threshold threshold in RuleCatalog.Find(code)!.Thresholds)
        {
            Assert.Matches($"^{code}\\.[a-z]+(_[a-z]+)*$", threshold.Key);
            Assert.True(threshold.Default >= 0);
            Assert.All(new[] { threshold.Unit, threshold.Source, threshold.Description }, text => Assert.NotEqual("", text.Trim()));
        }
    }

    [Fact]
    public void Causes_exist_and_go_round_in_no_circle()
    {
        Dictionary<string, Rule> rules = RuleCatalog.All.ToDictionary(rule => rule.Code);
        Assert.All(RuleCatalog.All.SelectMany(rule => rule.SymptomOf), code => Assert.Contains(code, Contract.Keys));
        foreach (Rule rule in RuleCatalog.All)
        {
            Assert.DoesNotContain(rule.Code, Causes(rule.Code, rules, depth: 0));
        }
    }

    [Theory]
    [InlineData("TV101")]
    [InlineData("tv101")]
    [InlineData("close-wait-leak")]
    [InlineData("CLOSE_WAIT_LEAK")]
    public void Finds_a_rule_by_any_spelling(string text) => Assert.Equal("TV101", RuleCatalog.Find(text)?.Code);

    [Fact]
    public void Offers_near_names()
    {
        Assert.Null(RuleCatalog.Find("close-wait-leek"));
        Assert.Equal("close-wait-leak", RuleCatalog.Near("close-wait-leek")[0]);
    }

    private static IEnumerable<string> Causes(string code, Dictionary<string, Rule> rules, int depth)
    {
        Assert.True(depth < rules.Count + 1, $"{code} explains itself");
        return rules.TryGetValue(code, out Rule? rule)
            ? rule.SymptomOf.SelectMany(cause => Causes(cause, rules, depth + 1).Prepend(cause))
            : [];
    }

    [GeneratedRegex(@"new (?:\w+\.)*(?<type>\w+)\(\), // (?<code>TV\d{3})")]
    private static partial Regex CatalogLine();
}
