using System.Text.Json;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Reports.Tune;

/// <summary>What would be changed, and what not and why.</summary>
public static class PlanReport
{
    /// <summary>Makes the report. Its JSON is what <c>tune apply --plan</c> reads again.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="words">The words behind 'tcpvet tune apply' that make the same plan; null when none would. Safe text.</param>
    public static Report Of(TuningPlan plan, string? words)
    {
        List<PlanItem> changes = [.. plan.Changes.Select(change => new PlanItem(change, null))];
        return new Report<PlanItem>("tune-plan", Origin: null, changes)
        {
            Body = json => TuningRecords.Members(json, plan),
            // One change a line, then one a line of what is not proposed.
            JsonItems = [.. changes, .. plan.NotProposed.Select(nothing => new PlanItem(null, nothing))],
            Item = Item,
            Document = prose => PlanText.Write(prose, plan, words),
            Table = Columns(),
        };
    }

    private static void Item(Utf8JsonWriter json, PlanItem item)
    {
        if (item.Change is { } change)
        {
            TuningRecords.Members(json, change);
        }
        else
        {
            TuningRecords.Members(json, item.Nothing!);
        }
    }

    private static Table<PlanItem> Columns()
    {
        Table<PlanItem> table = new();
        Add("setting", change => change.Setting);
        Add("from", change => change.From);
        Add("to", change => change.To);
        Add("because", change => string.Join(' ', change.Because));
        Add("file", change => change.File);
        Add("reversible", change => change.Reversible ? "true" : "false");
        Add("risk", change => PlanText.Word(change.Risk));
        Add("risk_why", change => change.RiskWhy);
        Add("undo", change => change.Undo);
        Add("takes_effect", change => change.TakesEffect);
        Add("wins_at_boot", change => change.WinsAtBoot is { } winner ? $"{winner.File}:{winner.Line}" : "");
        return table;

        void Add(string head, Func<PlannedChange, string> cell) => table.Add(head, item => cell(item.Change!));
    }

    // A change, or what is not proposed.
    private sealed record PlanItem(PlannedChange? Change, NotProposed? Nothing);
}
