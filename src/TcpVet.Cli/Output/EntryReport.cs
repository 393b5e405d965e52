using System.Text.Json;
using TcpVet.Model;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Cli.Output;

/// <summary>What a command has done to an entry of the journal.</summary>
internal static class EntryReport
{
    private const int LabelWidth = 10;

    /// <summary>Writes what was done.</summary>
    /// <param name="screen">Where and how.</param>
    /// <param name="command">apply, confirm or rollback.</param>
    /// <param name="entry">The entry as it is now.</param>
    /// <param name="suffix">What stands behind the next command, so that it finds the same journal.</param>
    public static void Changed(Screen screen, string command, JournalEntry entry, string suffix)
    {
        LoggedEntry logged = LoggedEntry.Of(entry, whyVoid: null);
        switch (screen.Format)
        {
            case OutputFormat.Json:
                Document(screen.Out, command, logged);
                break;
            case OutputFormat.Jsonl:
                JsonText.Line(screen.Out, json => Members(json, logged));
                break;
            case OutputFormat.Csv:
                LogReport.WriteCsv(screen, [logged]);
                break;
            default:
                Text(Prose.For(screen), logged, suffix);
                break;
        }
    }

    /// <summary>The members of an entry, with what is known of it besides.</summary>
    public static void Members(Utf8JsonWriter json, LoggedEntry logged)
    {
        foreach (JsonProperty property in JsonSerializer.SerializeToElement(logged.Entry, TuningJson.Context.JournalEntry).EnumerateObject().Where(property => property.Name != "schema"))
        {
            property.WriteTo(json);
        }

        json.WriteString("status", logged.Status);
        json.WriteBoolean("in_force", logged.InForce);
        json.WriteBoolean("partly", logged.Entry.IsPartly);
        json.WriteStartArray("effects");
        foreach (Effect effect in logged.Effects)
        {
            json.WriteStartObject();
            json.WriteString("code", effect.Code);
            json.WriteString("verdict", Word(effect.Verdict));
            json.WriteString("why", effect.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The word of a verdict, in JSON.</summary>
    public static string Word(EffectVerdict verdict) => verdict switch
    {
        EffectVerdict.Helped => "helped",
        EffectVerdict.DidNotHelp => "did_not_help",
        _ => "cannot_tell",
    };

    /// <summary>Whether it helped, a line for each finding.</summary>
    public static void Effects(Prose prose, LoggedEntry logged)
    {
        foreach (Effect effect in logged.Effects)
        {
            string verdict = effect.Verdict switch
            {
                EffectVerdict.Helped => "it helped",
                EffectVerdict.DidNotHelp => "it did not help",
                _ => "whether it helped cannot be told",
            };
            Style style = effect.Verdict switch { EffectVerdict.Helped => Style.Good, EffectVerdict.DidNotHelp => Style.Warning, _ => Style.Plain };
            prose.Item(2, "effect", LabelWidth, SafeText.Escape($"{effect.Code}: {verdict}: {effect.Why}"), textStyle: style);
        }
    }

    private static void Document(Utf8Output output, string command, LoggedEntry logged)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("schema", $"tcpvet/tune-{command}/1");
            json.WriteStartObject("entry");
            Members(json, logged);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    private static void Text(Prose prose, LoggedEntry logged, string suffix)
    {
        JournalEntry entry = logged.Entry;
        string settings = Quantity.Of(entry.Changes.Count, "setting");
        switch (entry.State)
        {
            case EntryState.Pending:
                prose.Line(0, $"APPLIED  entry {entry.Id}: {settings} in {SafeText.Escape(entry.Target.Label)}", Style.Good);
                prose.Line(2, $"{(entry.Changes.Count == 1 ? "It goes" : "They go")} back at {entry.DeadlineAt:HH:mm:ss} UTC, in {Durations.Short(entry.WithinMs)}, unless you confirm; {By(entry)} sees to it.");
                prose.Blank().Line(0, $"NEXT  tcpvet tune confirm {entry.Id}{suffix}");
                break;
            case EntryState.Confirmed:
                prose.Line(0, $"CONFIRMED  entry {entry.Id}: {settings} in {SafeText.Escape(entry.Target.Label)}", Style.Good);
                prose.Line(2, entry.Persist is { } persist ? $"{SafeText.Escape(persist.File)} keeps {(entry.Changes.Count == 1 ? "it" : "them")} after a restart of the host." : "Until the host is restarted; --persist keeps what is confirmed for longer.");
                Effects(prose, logged);
                prose.Blank().Line(0, $"NEXT  tcpvet tune log {entry.Id}{suffix}");
                break;
            case EntryState.Void:
                prose.Line(0, $"VOID  entry {entry.Id}: {SafeText.Escape(entry.Steps[^1].What)}");
                break;
            default:
                prose.Line(0, $"{entry.State.Word().ToUpperInvariant()}  entry {entry.Id}: {settings} in {SafeText.Escape(entry.Target.Label)}{(entry.IsPartly ? ", partly" : "")}", Style.Good);
                foreach (EntryChange change in entry.Changes)
                {
                    prose.Line(2, $"{change.Setting} is {PlanReport.Value(change.State == ChangeState.LeftAlone ? "as somebody else set it" : change.From)}");
                }

                break;
        }
    }

    private static string By(JournalEntry entry) => entry.Timer switch
    {
        { Kind: TimerKind.Systemd, Name: var unit } => $"the timer {SafeText.Escape(unit)}",
        { Name: var pid } => $"the process {SafeText.Escape(pid)}",
        _ => "a timer",
    };
}
