using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Explain;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Explain;

/// <summary>Explanations as people read them.</summary>
internal static class ExplainText
{
    private const int RuleWidth = 30;

    public static void Write(Prose prose, ExplainAnswer answer, RuleSettings settings, IReadOnlyList<string> files)
    {
        if (answer.Subject == ExplainSubject.Everything)
        {
            ExplainOverview.Write(prose, answer);
            return;
        }

        if (answer.Subject == ExplainSubject.Kind)
        {
            ExplainOverview.WriteKind(prose, answer);
            return;
        }

        bool first = true;
        foreach (Rule rule in answer.Rules)
        {
            Apart(prose, ref first);
            WriteRule(prose, rule, settings);
        }

        if (answer.Rules.Count > 0 && files.Count > 0)
        {
            prose.Blank();
            prose.Line(0, SafeText.Escape($"SETTINGS  {string.Join(", ", files)}"), Style.Dim);
        }

        foreach (ExplainPage page in answer.Pages)
        {
            Apart(prose, ref first);
            WritePage(prose, page, answer.Symptoms);
        }

        WriteSymptoms(prose, answer.Symptoms, index: answer.Subject == ExplainSubject.Symptoms, apart: !first);
    }

    private static void Apart(Prose prose, ref bool first)
    {
        if (!first)
        {
            prose.Blank();
        }

        first = false;
    }

    private static void WriteRule(Prose prose, Rule rule, RuleSettings settings)
    {
        foreach (string line in rule.ToText(settings).TrimEnd().Split('\n'))
        {
            bool heading = line.Length > 0 && line.All(c => !char.IsLower(c)) && char.IsLetter(line[0]);
            // The name of a settings file is the only text from outside.
            string safe = line.Contains("  in force: ", StringComparison.Ordinal) ? SafeText.Escape(line) : line;
            prose.Line(0, safe, heading ? Style.Strong : Style.Plain);
        }
    }

    private static void WritePage(Prose prose, ExplainPage page, IReadOnlyList<Symptom> symptoms)
    {
        // The rules that may account for an error follow with their names.
        bool named = symptoms.Any(symptom => symptom.Page == page.Title);
        prose.Line(0, $"{page.Title} ({page.Kind.ToString().ToLowerInvariant()})", Style.Strong);
        prose.Line(0, page.Summary);
        foreach (ExplainSection section in page.Sections.Where(section => !named || section.Heading != ExplainSection.Rules))
        {
            prose.Blank();
            prose.Line(0, section.Heading.ToUpperInvariant(), Style.Strong);
            prose.Line(0, section.Text);
        }

        if (page.SeeAlso.Count > 0)
        {
            prose.Blank();
            prose.Line(0, $"SEE ALSO  {string.Join(", ", page.SeeAlso)}", Style.Dim);
        }
    }

    private static void WriteSymptoms(Prose prose, IReadOnlyList<Symptom> symptoms, bool index, bool apart)
    {
        foreach (Symptom symptom in symptoms)
        {
            if (apart)
            {
                prose.Blank();
            }

            apart = !index;
            prose.Line(0, index ? symptom.Text : $"{symptom.Text}: rules that may account for it", Style.Strong);
            foreach (Rule rule in symptom.Rules)
            {
                string name = $"{rule.Code} {rule.Name}";
                _ = index ? prose.Line(2, name) : prose.Item(2, name, RuleWidth, rule.Summary);
            }
        }

        if (symptoms.Count > 0)
        {
            prose.Blank();
            prose.Line(0, $"NEXT  tcpvet says which of them holds here; tcpvet explain {symptoms[0].Rules[0].Code}", Style.Dim);
        }
    }
}
