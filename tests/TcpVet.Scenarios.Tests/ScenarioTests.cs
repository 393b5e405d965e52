using System.Text.Json;
using TcpVet.Lab.Scenarios;
using TcpVet.Lab.Staging;
using TcpVet.Rules.Catalog;

namespace TcpVet.Scenarios.Tests;

/// <summary>The program's recall and precision on real sockets: what each scenario is, a check-up must say, and nothing else.</summary>
public sealed class ScenarioTests(ScenarioRuns runs) : IClassFixture<ScenarioRuns>
{
    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    /// <summary>Warnings and critical findings are exactly the expected ones; information is what belongs to it; the culprit is
    /// named.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Shows_exactly_what_it_is(string name)
    {
        ScenarioRun run = await runs.Of(name);
        Assert.SkipWhen(run.CannotShow is not null, $"cannot be shown here: {run.CannotShow}");

        Assert.True(run.Alarms.SequenceEqual(run.Scenario.Expected), Told(run));
        Assert.True(run.Asides.All(code => run.Scenario.Aside.Contains(code)), Told(run));
        Assert.True(ScenarioTable.Required(run.Scenario).All(run.Asides.Contains), Told(run));
        if (run.Scenario.Culprit is { } culprit)
        {
            Assert.True(run.Findings[0].Process == culprit, $"the culprit is {culprit}, but: {Told(run)}");
        }
    }

    /// <summary>What runs is recognised, and the lever is that program's own.</summary>
    [Theory]
    [InlineData("tomcat-threads-blocked", "maxConnections")]
    [InlineData("nginx-without-keepalive", "keepalive")]
    public async Task Names_the_lever_of_a_real_server(string name, string lever)
    {
        ScenarioRun run = await runs.Of(name);
        Assert.SkipWhen(run.CannotShow is not null, $"cannot be shown here: {run.CannotShow}");

        Assert.Contains(lever, run.Findings[0].Actions, StringComparison.Ordinal);
    }

    /// <summary>What a running server is configured for stands beside what its listener really has.</summary>
    [Theory]
    [InlineData("nginx-backlog-capped", "TV721", "nginx.conf")]
    [InlineData("tomcat-backlog-capped", "TV704", "server.xml")]
    public async Task Lint_compares_a_running_server_with_its_listener(string name, string code, string file)
    {
        Scenario scenario = ScenarioCatalog.Find(name)!;
        Assert.SkipWhen(ScenarioRuns.Binary is null, "no binary: './run --help' builds it, or TCPVET_BINARY names one");
        Assert.SkipWhen(scenario.CannotShow() is not null, $"cannot be shown here: {scenario.CannotShow()}");
        using JsonDocument json = JsonDocument.Parse(await ScenarioRun.LintAsync(scenario, ScenarioRuns.Binary!));
        JsonElement finding = json.RootElement.GetProperty("findings").EnumerateArray().Single(found => found.GetProperty("code").GetString() == code);
        Assert.EndsWith(file, finding.GetProperty("subject").GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.True(finding.GetProperty("subject").GetProperty("line").GetInt32() > 1);
        Assert.Equal(scenario.Culprit, finding.GetProperty("subject").GetProperty("process").GetProperty("name").GetString());
        // The limit in force is told by the listener, beside the ceiling that cut it.
        Assert.Contains(finding.GetProperty("evidence").EnumerateArray(), evidence =>
            evidence.GetProperty("value").GetString() == "128" && evidence.GetProperty("source").GetString()!.Contains("idiag_wqueue", StringComparison.Ordinal));
    }

    /// <summary>Every rule of the families that a check-up judges has a scenario, if only one that says why it cannot be shown.</summary>
    [Fact]
    public void Every_rule_has_a_scenario()
    {
        string[] shown =
            [.. ScenarioCatalog.All.SelectMany(scenario => scenario.Expected.Concat(scenario.IsHealthy ? [] : scenario.Aside))];

        // Those of configurations, TV6 and TV7, are shown by the files of their own tests.
        Assert.Empty(RuleCatalog.All.Select(rule => rule.Code).Where(code => string.CompareOrdinal(code, "TV6") < 0).Except(shown));
    }

    /// <summary>docs/scenarios.md says what was found just now; TCPVET_UPDATE=1 writes it.</summary>
    [Fact]
    public async Task The_published_table_is_true()
    {
        List<ScenarioRun> all = [];
        foreach (Scenario scenario in ScenarioCatalog.All)
        {
            all.Add(await runs.Of(scenario.Name));
        }

        string path = Path.Combine(Checkout.Root, "docs/scenarios.md");
        string published = File.Exists(path) ? File.ReadAllText(path) : "";
        ScenarioRun[] lacking = [.. all.Where(run => run.CannotShow is not null && ScenarioTable.IsShown(run.Scenario, published))];
        Assert.SkipWhen(lacking.Length > 0, $"this machine cannot show all that was published: {string.Join(", ", lacking.Select(run => $"{run.Scenario.Name} ({run.CannotShow})"))}");
        string table = ScenarioTable.Of(all, published);
        if (Environment.GetEnvironmentVariable("TCPVET_UPDATE") == "1")
        {
            File.WriteAllText(path, table);
        }

        Assert.Equal(table, File.ReadAllText(path));
    }

    private static string Told(ScenarioRun run) => $"expected [{string.Join(' ', run.Scenario.Expected)}] and beside [{string.Join(' ', run.Scenario.Aside)}], shown: " + (run.Findings.Count == 0
        ? "no finding"
        : string.Join('\n', run.Findings.Select(finding => $"{finding.Code} {finding.Severity} [{finding.Process}] {finding.Title}")));
}
