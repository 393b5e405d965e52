using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Cli.Settings;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet explain WORD…</c>: a state, a rule, a kernel setting, a counter, a term, a symptom.</summary>
internal static class ExplainCommand
{
    private const string SymptomsWord = "symptoms";

    private static readonly Argument<string[]> Words = new("WORD")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "A state, a rule's code or name, a kernel setting, a counter, a term, an error message or what you see; symptoms for the index of these",
    };

    public static Command Create()
    {
        Command command = new("explain", "Explain a state, a rule, a kernel setting, a counter, a term or a symptom") { Words, CheckupOptions.Config, CheckupOptions.Set };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        string[] words = CommandTree.Words(parse, Words);
        string phrase = string.Join(' ', words);
        // Read before anything is told: a mistake in a settings file must not hide behind an explanation.
        CheckupSettings settings = CheckupOptions.Settings(parse);
        bool index = phrase.Trim().Equals(SymptomsWord, StringComparison.OrdinalIgnoreCase);
        bool everything = phrase.Trim().Length == 0;
        if (everything && screen.Format is (OutputFormat.Table or OutputFormat.Wide))
        {
            Topics(screen);
            screen.Out.Flush();
            return ExitStatus.Done;
        }

        (IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages) = everything ? (RuleCatalog.All, [.. Explainer.All]) : index ? ([], []) : Find(words, phrase);
        IReadOnlyList<Symptom> symptoms = index ? Symptoms.All : rules.Count > 0 ? [] : SymptomsOf(phrase, pages);
        if (rules.Count == 0 && pages.Count == 0 && symptoms.Count == 0)
        {
            IReadOnlyList<string> near = Explainer.Near(phrase, RuleCatalog.All.SelectMany(known => (string[])[known.Code, known.Name]));
            string suggestion = near.Count == 0 ? "; 'tcpvet explain' lists what it knows, 'tcpvet explain symptoms' what you may see" : $"; did you mean {string.Join(" or ", near)}?";
            throw new RequestException($"explain: nothing is known about '{phrase}'{suggestion}");
        }

        if (screen.Format is OutputFormat.Json or OutputFormat.Jsonl)
        {
            ExplainJson.Write(screen, rules, pages, symptoms, settings.Rules);
        }
        else if (screen.Format == OutputFormat.Csv)
        {
            WriteCsv(screen, rules, pages, symptoms);
        }
        else
        {
            WriteText(screen, rules, pages, settings);
            WriteSymptoms(Prose.For(screen), symptoms, index, apart: rules.Count + pages.Count > 0);
        }

        screen.Out.Flush();
        return ExitStatus.Done;
    }

    private static void WriteCsv(Screen screen, IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages, IReadOnlyList<Symptom> symptoms)
    {
        if (screen.Header)
        {
            Csv.Row(screen.Out, "kind", "title", "summary", "rules");
        }

        foreach (Rule rule in rules)
        {
            Csv.Row(screen.Out, "rule", $"{rule.Code} {rule.Name}", rule.Summary, rule.Code);
        }

        foreach (ExplainPage page in pages)
        {
            Csv.Row(screen.Out, page.Kind.ToString().ToLowerInvariant(), page.Title, page.Summary, "");
        }

        foreach (Symptom symptom in symptoms)
        {
            Csv.Row(screen.Out, "symptom", symptom.Text, "", string.Join(' ', symptom.Rules.Select(rule => rule.Code)));
        }
    }

    // An error has a page; under its name the rules complain of it too, however the message words it.
    private static List<Symptom> SymptomsOf(string phrase, IReadOnlyList<ExplainPage> pages) =>
        [.. Symptoms.Find(phrase).Concat(pages.Where(page => page.Kind == ExplainKind.Term).SelectMany(page => Symptoms.Find(page.Title))).Distinct()];

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
                _ = index ? prose.Line(2, $"{rule.Code} {rule.Name}") : prose.Item(2, $"{rule.Code} {rule.Name}", 30, rule.Summary);
            }
        }

        if (symptoms.Count > 0)
        {
            prose.Blank();
            prose.Line(0, $"NEXT  tcpvet says which of them holds here; tcpvet explain {symptoms[0].Rules[0].Code}", Style.Dim);
        }
    }

    // The words as one phrase; else, when each of them is known, one after the other.
    private static (IReadOnlyList<Rule> Rules, IReadOnlyList<ExplainPage> Pages) Find(string[] words, string phrase)
    {
        List<Rule> rules = RuleCatalog.Find(phrase) is { } rule ? [rule] : [];
        IReadOnlyList<ExplainPage> pages = Explainer.Find(phrase);
        if (rules.Count > 0 || pages.Count > 0)
        {
            return (rules, pages);
        }

        List<ExplainPage> found = [];
        foreach (string word in words)
        {
            IReadOnlyList<ExplainPage> about = Explainer.Find(word);
            if (RuleCatalog.Find(word) is { } named)
            {
                rules.Add(named);
            }
            else if (about.Count == 0)
            {
                return ([], []);
            }

            found.AddRange(about);
        }

        return ([.. rules.Distinct()], [.. found.DistinctBy(page => page.Title)]);
    }

    private static void WriteText(Screen screen, IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages, CheckupSettings settings)
    {
        Prose prose = Prose.For(screen);
        bool first = true;
        foreach (Rule rule in rules)
        {
            if (!first)
            {
                prose.Blank();
            }

            first = false;
            foreach (string line in rule.ToText(settings.Rules).TrimEnd().Split('\n'))
            {
                bool heading = line.Length > 0 && line.All(c => !char.IsLower(c)) && char.IsLetter(line[0]);
                // The name of a settings file is the only text from outside.
                prose.Line(0, line.Contains("  in force: ", StringComparison.Ordinal) ? SafeText.Escape(line) : line, heading ? Style.Strong : Style.Plain);
            }
        }

        if (rules.Count > 0 && settings.Files.Count > 0)
        {
            prose.Blank();
            prose.Line(0, SafeText.Escape($"SETTINGS  {string.Join(", ", settings.Files)}"), Style.Dim);
        }

        foreach (ExplainPage page in pages)
        {
            if (!first)
            {
                prose.Blank();
            }

            first = false;
            Write(prose, page);
        }
    }

    private static void Write(Prose prose, ExplainPage page)
    {
        if (page.Hint is { } hint)
        {
            Messages.Warn(SafeText.Escape(hint));
        }

        prose.Line(0, $"{page.Title} ({page.Kind.ToString().ToLowerInvariant()})", Style.Strong);
        prose.Line(0, page.Summary);
        foreach (ExplainSection section in page.Sections)
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

    private static void Topics(Screen screen)
    {
        Prose prose = Prose.For(screen);
        prose.Line(0, "tcpvet explain WORD, for example: tcpvet explain CLOSE_WAIT, tcpvet explain tcp_tw_reuse, tcpvet explain TV101");
        foreach (IGrouping<ExplainKind, ExplainPage> kind in Explainer.All.GroupBy(page => page.Kind))
        {
            prose.Blank();
            prose.Line(0, $"{kind.Key.ToString().ToUpperInvariant()}S", Style.Strong);
            prose.Line(2, string.Join("  ", kind.Select(page => page.Title)));
        }

        prose.Blank();
        prose.Line(0, "RULES", Style.Strong);
        foreach (Rule rule in RuleCatalog.All)
        {
            prose.Line(2, $"{rule.Code} {rule.Name,-24} {rule.Summary}");
        }

        prose.Blank();
        prose.Line(0, "What you see, such as an error message: tcpvet explain symptoms", Style.Dim);
    }
}
