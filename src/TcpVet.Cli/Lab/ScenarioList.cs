using System.Globalization;
using System.Text.Json;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Cli.Lab;

/// <summary>The scenarios that there are: name, what a check-up finds, how long it takes, what it shows.</summary>
internal static class ScenarioList
{
    public static Report Of(IReadOnlyList<Scenario> scenarios) => new Report<Scenario>("lab", Origin: null, scenarios)
    {
        ItemsName = "scenarios",
        Item = WriteMembers,
        Table = Columns(wide: false),
        Wide = Columns(wide: true),
        Csv = new Table<Scenario>()
            .Add("name", scenario => scenario.Name)
            .Add("healthy", scenario => scenario.IsHealthy ? "true" : "false")
            .Add("expected", scenario => string.Join(' ', scenario.Expected))
            .Add("aside", scenario => string.Join(' ', scenario.Aside))
            .Add("ripens_ms", scenario => Number((long)scenario.Ripens.TotalMilliseconds))
            .Add("count", scenario => Number(scenario.Count?.Default))
            .Add("count_min", scenario => Number(scenario.Count?.Low))
            .Add("count_max", scenario => Number(scenario.Count?.High))
            .Add("summary", scenario => scenario.Summary),
        WrapFrom = 0,
    };

    private static Table<Scenario> Columns(bool wide)
    {
        Table<Scenario> table = new Table<Scenario>()
            .Add("SCENARIO", scenario => scenario.Name)
            .Add("SHOWS", Shows)
            .AddNumber("AFTER", scenario => Durations.Short((long)scenario.Ripens.TotalMilliseconds));
        if (wide)
        {
            table.AddNumber("COUNT", scenario => scenario.Count is { } count ? Number(count.Default) : "-")
                .Add("HERE", scenario => scenario.CannotShow() is null ? "yes" : "no");
        }

        return table.Add("WHAT IT IS", scenario => scenario.Summary);
    }

    private static Cell Shows(Scenario scenario) =>
        scenario.Expected.Count > 0 ? string.Join(' ', scenario.Expected)
        : scenario.IsHealthy ? "healthy"
        : string.Join(' ', scenario.Aside);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static void WriteMembers(Utf8JsonWriter json, Scenario scenario)
    {
        json.WriteString("name", scenario.Name);
        json.WriteString("summary", scenario.Summary);
        json.WriteBoolean("healthy", scenario.IsHealthy);
        Strings(json, "expected", scenario.Expected);
        Strings(json, "aside", scenario.Aside);
        json.WriteString("culprit", scenario.Culprit);
        json.WriteNumber("ripens_ms", (long)scenario.Ripens.TotalMilliseconds);
        if (scenario.Count is { } count)
        {
            json.WriteStartObject("count");
            json.WriteNumber("default", count.Default);
            json.WriteNumber("min", count.Low);
            json.WriteNumber("max", count.High);
            json.WriteString("of", count.Of);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("count");
        }

        Strings(json, "arguments", scenario.Examination.Arguments);
        json.WriteStartObject("thresholds");
        foreach ((string key, string value) in scenario.Examination.Thresholds)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteString("cannot_show", scenario.CannotShow());
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
