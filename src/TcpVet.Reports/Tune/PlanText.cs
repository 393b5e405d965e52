using TcpVet.Model;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Planning;

namespace TcpVet.Reports.Tune;

/// <summary>A plan for a person: the changes as a diff, the reasons for each, and what is not proposed.</summary>
internal static class PlanText
{
    private const int LabelWidth = 10;
    private const int EvidenceShown = 3;

    /// <summary>Writes a plan.</summary>
    /// <param name="prose">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="words">The words behind 'tcpvet tune apply' that make it; null when it is being applied.</param>
    public static void Write(Prose prose, TuningPlan plan, string? words)
    {
        prose.Line(0, plan.Changes.Count == 0
            ? $"PLAN  nothing to change in {SafeText.Escape(plan.Netns)}"
            : $"PLAN  {Quantity.Of(plan.Changes.Count, "change")} in {SafeText.Escape(plan.Netns)}", Style.Strong);
        if (plan.Changes.Count > 0)
        {
            prose.Blank();
            Table(prose, plan);
        }

        foreach (PlannedChange change in plan.Changes)
        {
            prose.Blank();
            Change(prose, change);
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

    private static void Table(Prose prose, TuningPlan plan)
    {
        TextTable table = new(new Column("SETTING"), new Column("FROM"), new Column("TO"), new Column("RISK"), new Column("BECAUSE"));
        foreach (PlannedChange change in plan.Changes)
        {
            table.Add(
                change.Setting, SettingText.Value(change.From), SettingText.Value(change.To), new Cell(Word(change.Risk), Of(change.Risk)),
                SettingText.Because(change.Because, change.Reasons));
        }

        table.Write(prose.Out, prose.Header, prose.Colors);
    }

    private static void Change(Prose prose, PlannedChange change)
    {
        prose.Line(0, change.Setting, Style.Strong);
        foreach (ChangeReason reason in change.Reasons)
        {
            prose.Item(2, "because", LabelWidth, SafeText.Escape(reason.ToString()));
            foreach (Evidence evidence in prose.Wide ? reason.Evidence : reason.Evidence.Take(EvidenceShown))
            {
                string text = $"{evidence.What}: {evidence.Value}  [{evidence.Source}]";
                prose.Item(2, "", LabelWidth, SafeText.Escape(text), textStyle: Style.Dim);
            }
        }

        prose.Item(2, "acts", LabelWidth, SafeText.Escape(change.TakesEffect));
        prose.Item(2, "risk", LabelWidth, $"{Word(change.Risk)}: {SafeText.Escape(change.RiskWhy)}", textStyle: Of(change.Risk));
        prose.Item(2, "undo", LabelWidth, SafeText.Escape(change.Undo));
        if (change.WinsAtBoot is { } winner)
        {
            string sets = $"{winner.File}:{winner.Line} sets {Planner.Shown(winner.Value)} and comes behind {change.File}";
            string text = SafeText.Escape($"{sets}: after a restart it wins; take it out to keep this");
            prose.Item(2, "at boot", LabelWidth, text, textStyle: Style.Warning);
        }
    }

    /// <summary>The word of a risk.</summary>
    public static string Word(ChangeRisk risk) => risk.ToString().ToLowerInvariant();

    private static Style Of(ChangeRisk risk) => risk switch
    {
        ChangeRisk.High => Style.Critical,
        ChangeRisk.Medium => Style.Warning,
        _ => Style.Plain,
    };
}
