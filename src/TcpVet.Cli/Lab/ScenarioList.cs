using System.Text.Json;
using TcpVet.Lab.Scenarios;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Cli.Lab;

/// <summary>The scenarios that there are: name, what a check-up finds, how long it takes, what it shows.</summary>
internal static class ScenarioList
{
    public static void Write(Screen screen, IReadOnlyList<Scenario> scenarios)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                using (MemoryStream bytes = new())
                {
                    using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
                    {
                        json.WriteStartObject();
                        json.WriteString("schema", "tcpvet/lab/1");
                        json.WriteStartArray("scenarios");
                        foreach (Scenario scenario in scenarios)
                        {
                            json.WriteStartObject();
                            WriteOne(json, scenario);
                            json.WriteEndObject();
                        }

                        json.WriteEndArray();
                        json.WriteEndObject();
                    }

                    screen.Out.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
                }

                break;
            case OutputFormat.Jsonl:
                foreach (Scenario scenario in scenarios)
                {
                    JsonText.Line(screen.Out, json => WriteOne(json, scenario));
                }

                break;
            case OutputFormat.Csv:
                WriteCsv(screen, scenarios);
                break;
            default:
                WriteTable(screen, scenarios);
                break;
        }
    }

    private static void WriteTable(Screen screen, IReadOnlyList<Scenario> scenarios)
    {
        bool wide = screen.Format == OutputFormat.Wide;
        TextTable table = new([new("SCENARIO"), new("SHOWS"), new("AFTER", Align.Right), .. wide ? [new Column("COUNT", Align.Right), new Column("HERE")] : Array.Empty<Column>(), new("WHAT IT IS")]);
        foreach (Scenario scenario in scenarios)
        {
            table.Add([
                scenario.Name, Shows(scenario), Durations.Short((long)scenario.Ripens.TotalMilliseconds),
                .. wide ? [new Cell(scenario.Count is { } count ? $"{count.Default}" : "-"), new Cell(scenario.CannotShow() is null ? "yes" : "no")] : Array.Empty<Cell>(),
                scenario.Summary]);
        }

        table.Write(screen.Out, screen.Header, screen.Colors, width: screen.Terminal ? screen.Size().Columns ?? 80 : int.MaxValue);
    }

    private static string Shows(Scenario scenario) =>
        scenario.Expected.Count > 0 ? string.Join(' ', scenario.Expected)
        : scenario.IsHealthy ? "healthy"
        : string.Join(' ', scenario.Aside);

    private static void WriteCsv(Screen screen, IReadOnlyList<Scenario> scenarios)
    {
        if (screen.Header)
        {
            Csv.Row(screen.Out, "name", "healthy", "expected", "aside", "ripens_ms", "count", "count_min", "count_max", "summary");
        }

        foreach (Scenario scenario in scenarios)
        {
            Csv.Row(
                screen.Out, scenario.Name, scenario.IsHealthy ? "true" : "false", string.Join(' ', scenario.Expected), string.Join(' ', scenario.Aside), $"{(long)scenario.Ripens.TotalMilliseconds}",
                $"{scenario.Count?.Default}", $"{scenario.Count?.Low}", $"{scenario.Count?.High}", scenario.Summary);
        }
    }

    private static void WriteOne(Utf8JsonWriter json, Scenario scenario)
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
