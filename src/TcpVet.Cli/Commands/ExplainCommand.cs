using System.CommandLine;
using System.Text.Json;
using TcpVet.Cli.Output;
using TcpVet.Model.Knowledge;
using TcpVet.Rules;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet explain WORD…</c>: a state, a rule, a kernel setting, a counter, a term.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string[]> Words = new("WORD")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "A state, a rule's code or name, a kernel setting, a counter, a term or an error message",
    };

    public static Command Create()
    {
        Command command = new("explain", "Explain a state, a rule, a kernel setting, a counter or a term") { Words };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = Screen.From(parse);
        string[] words = CommandTree.Words(parse, Words);
        string phrase = string.Join(' ', words);
        if (phrase.Trim().Length == 0)
        {
            Topics(screen);
            screen.Out.Flush();
            return ExitStatus.Done;
        }

        (IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages) = Find(words, phrase);
        if (rules.Count == 0 && pages.Count == 0)
        {
            IReadOnlyList<string> near = Explainer.Near(phrase, RuleCatalog.All.SelectMany(known => (string[])[known.Code, known.Name]));
            string suggestion = near.Count == 0 ? "; 'tcpvet explain' lists what it knows" : $"; did you mean {string.Join(" or ", near)}?";
            throw new UsageException($"explain: nothing is known about '{phrase}'{suggestion}");
        }

        if (screen.Format is OutputFormat.Json or OutputFormat.Jsonl)
        {
            WriteJson(screen, rules, pages);
        }
        else
        {
            WriteText(screen, rules, pages);
        }

        screen.Out.Flush();
        return ExitStatus.Done;
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

    private static void WriteText(Screen screen, IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages)
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
            foreach (string line in rule.ToText().TrimEnd().Split('\n'))
            {
                bool heading = line.Length > 0 && line.All(c => !char.IsLower(c)) && char.IsLetter(line[0]);
                prose.Line(0, line, heading ? Style.Strong : Style.Plain);
            }
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
    }

    private static void WriteJson(Screen screen, IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = screen.Format == OutputFormat.Json }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "tcpvet/explain/1");
            json.WriteStartArray("pages");
            foreach (Rule rule in rules)
            {
                json.WriteStartObject();
                json.WriteString("title", $"{rule.Code} {rule.Name}");
                json.WriteString("kind", "rule");
                json.WriteString("summary", rule.Summary);
                json.WriteString("text", rule.ToPage());
                json.WriteEndObject();
            }

            foreach (ExplainPage page in pages)
            {
                json.WriteStartObject();
                json.WriteString("title", page.Title);
                json.WriteString("kind", page.Kind.ToString().ToLowerInvariant());
                json.WriteString("summary", page.Summary);
                json.WriteStartArray("sections");
                foreach (ExplainSection section in page.Sections)
                {
                    json.WriteStartObject();
                    json.WriteString("heading", section.Heading);
                    json.WriteString("text", section.Text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("see_also");
                foreach (string other in page.SeeAlso)
                {
                    json.WriteStringValue(other);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        screen.Out.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }
}
