using System.Text.Json;
using TcpVet.Model;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Output;

/// <summary>A plan for a person, and in every other form.</summary>
internal static class PlanReport
{
    private const int LabelWidth = 10;
    private const int EvidenceShown = 3;

    /// <summary>Writes a plan.</summary>
    /// <param name="screen">Where and how.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="words">The words behind 'tcpvet tune apply' that make it; null when it is being applied.</param>
    public static void Write(Screen screen, TuningPlan plan, string? words)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                Json(screen.Out, plan);
                break;
            case OutputFormat.Jsonl:
                Lines(screen.Out, plan);
                break;
            case OutputFormat.Csv:
                WriteCsv(screen, plan);
                break;
            default:
                Text(screen, plan, words);
                break;
        }
    }

    /// <summary>A value for a table: an empty one is to be seen.</summary>
    public static string Value(string value) => value.Length == 0 ? "(empty)" : SafeText.Escape(value);

    private static void Text(Screen screen, TuningPlan plan, string? words)
    {
        Prose prose = Prose.For(screen);
        prose.Line(0, plan.Changes.Count == 0
            ? $"PLAN  nothing to change in {SafeText.Escape(plan.Netns)}"
            : $"PLAN  {Quantity.Of(plan.Changes.Count, "change")} in {SafeText.Escape(plan.Netns)}", Style.Strong);
        if (plan.Changes.Count > 0)
        {
            prose.Blank();
            Table(screen, plan);
        }

        foreach (PlannedChange change in plan.Changes)
        {
            prose.Blank();
            Change(prose, change, screen.Format == OutputFormat.Wide);
        }

        if (plan.NotProposed.Count > 0)
        {
            prose.Blank().Line(0, "NOT PROPOSED", Style.Strong);
            foreach (NotProposed nothing in plan.NotProposed)
            {
                string place = nothing.File is null ? "" : $"{nothing.File}:{nothing.Line}: ";
                prose.Line(2, SafeText.Escape($"{place}{nothing.What}"));
                prose.Line(4, SafeText.Escape(nothing.Why.ToString()), Style.Dim);
            }
        }

        if (words is not null && plan.Changes.Count > 0)
        {
            prose.Blank().Line(0, $"NEXT  tcpvet tune apply{words}");
        }
    }

    private static void Table(Screen screen, TuningPlan plan)
    {
        TextTable table = new(new Column("SETTING"), new Column("FROM"), new Column("TO"), new Column("RISK"), new Column("BECAUSE"));
        foreach (PlannedChange change in plan.Changes)
        {
            table.Add(change.Setting, Value(change.From), Value(change.To), new Cell(Word(change.Risk), Of(change.Risk)), Because(change));
        }

        table.Write(screen.Out, screen.Header, screen.Colors);
    }

    private static void Change(Prose prose, PlannedChange change, bool wide)
    {
        prose.Line(0, change.Setting, Style.Strong);
        foreach (ChangeReason reason in change.Reasons)
        {
            prose.Item(2, "because", LabelWidth, SafeText.Escape(reason.ToString()));
            foreach (Evidence evidence in wide ? reason.Evidence : reason.Evidence.Take(EvidenceShown))
            {
                prose.Item(2, "", LabelWidth, SafeText.Escape($"{evidence.What}: {evidence.Value}  [{evidence.Source}]"), textStyle: Style.Dim);
            }
        }

        prose.Item(2, "acts", LabelWidth, SafeText.Escape(change.TakesEffect));
        prose.Item(2, "risk", LabelWidth, $"{Word(change.Risk)}: {SafeText.Escape(change.RiskWhy)}", textStyle: Of(change.Risk));
        prose.Item(2, "undo", LabelWidth, SafeText.Escape(change.Undo));
        if (change.WinsAtBoot is { } winner)
        {
            prose.Item(2, "at boot", LabelWidth, SafeText.Escape($"{winner.File}:{winner.Line} sets {Planner.Shown(winner.Value)} and comes behind {change.File}: after a restart it wins; take it out to keep this"), textStyle: Style.Warning);
        }
    }

    private static void Json(Utf8Output output, TuningPlan plan)
    {
        output.Text(JsonSerializer.SerializeToUtf8Bytes(plan, TuningJson.Context.TuningPlan)).EndLine();
    }

    // One change a line, then one a line of what is not proposed.
    private static void Lines(Utf8Output output, TuningPlan plan)
    {
        foreach (PlannedChange change in plan.Changes)
        {
            JsonText.Line(output, json => Flat(json, JsonSerializer.SerializeToElement(change, TuningJson.Context.PlannedChange)));
        }

        foreach (NotProposed nothing in plan.NotProposed)
        {
            JsonText.Line(output, json => Flat(json, JsonSerializer.SerializeToElement(nothing, TuningJson.Context.NotProposed)));
        }
    }

    private static void Flat(Utf8JsonWriter json, JsonElement element)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            property.WriteTo(json);
        }
    }

    private static void WriteCsv(Screen screen, TuningPlan plan)
    {
        if (screen.Header)
        {
            Csv.Row(screen.Out, "setting", "from", "to", "because", "file", "reversible", "risk", "risk_why", "undo", "takes_effect", "wins_at_boot");
        }

        foreach (PlannedChange change in plan.Changes)
        {
            Csv.Row(screen.Out, change.Setting, change.From, change.To, string.Join(' ', change.Because), change.File, change.Reversible ? "true" : "false",
                Word(change.Risk), change.RiskWhy, change.Undo, change.TakesEffect, change.WinsAtBoot is { } winner ? $"{winner.File}:{winner.Line}" : "");
        }
    }

    private static string Because(PlannedChange change) => change.Because.Count > 0 ? string.Join(' ', change.Because) : SafeText.Escape(change.Reasons is [ChangeReason first, ..] ? first.Text.ToString() : "");

    private static string Word(ChangeRisk risk) => risk.ToString().ToLowerInvariant();

    private static Style Of(ChangeRisk risk) => risk switch
    {
        ChangeRisk.High => Style.Critical,
        ChangeRisk.Medium => Style.Warning,
        _ => Style.Plain,
    };
}
