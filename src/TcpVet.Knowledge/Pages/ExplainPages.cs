using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>Lays the entries of the knowledge out as pages.</summary>
internal static class ExplainPages
{
    public static ExplainPage Of(StateEntry entry) => new()
    {
        Title = entry.State.Name(),
        Kind = ExplainKind.State,
        Summary = entry.Summary,
        SeeAlso = entry.SeeAlso,
        Rules = entry.Rules,
        Sections = Sections(
            ("What it is", entry.Meaning),
            ("Entered", Lines(StateTransitions.Into(entry.State).Select(step => $"from {step.From.Name()}, {Who(step.By)}: {step.Trigger}"))),
            ("Left", Lines(StateTransitions.OutOf(entry.State).Select(step => $"to {step.To.Name()}, {Who(step.By)}: {step.Trigger}"))),
            ("Who must act", entry.WhoMustAct),
            ("How long", entry.Timer),
            ("Recv-Q and Send-Q", entry.Queues),
            ("When they pile up", entry.PilesUp),
            ("What does not help", Lines(entry.DoesNotHelp.Select(remedy => remedy.ToString()))),
            (ExplainSection.Rules, string.Join(' ', entry.Rules)),
            ("Sources", Lines(entry.Sources))),
    };

    public static ExplainPage Of(KernelSetting setting) => new()
    {
        Title = setting.Name,
        Kind = ExplainKind.Setting,
        Summary = setting.Summary,
        SeeAlso = setting.SeeAlso,
        Rules = setting.Rules,
        Sections = Sections(
            ("What it does", setting.Meaning),
            ("Default", string.Join('\n', setting.Defaults.Select((entry, index) => Default(entry, index, setting.Defaults.Count)))),
            ("Unit and range", $"{setting.Unit}; {setting.Range}{Earlier(setting)}"),
            ("Where and when", $"{Scope(setting)}. {When(setting)}."),
            ("Kernels", Kernels(setting)),
            ("Depends on", Lines(setting.DependsOn.Select(other => $"{other.Name}: {other.Why}"))),
            ("Dangers", Lines(setting.Dangers)),
            ("What guides say", Lines(setting.Myths.Select(myth => $"\"{myth.Claim}\": {Verdict(myth.Verdict)}. {myth.Truth}"))),
            (ExplainSection.Rules, string.Join(' ', setting.Rules)),
            ("Sources", Lines(setting.Sources))),
    };

    public static ExplainPage Of(KernelCounter counter) => new()
    {
        Title = counter.Name,
        Kind = ExplainKind.Counter,
        Summary = counter.Summary,
        SeeAlso = counter.SeeAlso,
        Rules = counter.Rules,
        Sections = Sections(
            ("What it does not say", counter.NotThis),
            ("Moved by", counter.MovedBy),
            ("Read from", $"{counter.File}, {(counter.Gauge ? "a level that goes up and down" : "a total; look at what it gains, not at what it is")}"),
            ("Counts for", counter.Scope switch
            {
                CounterScope.Namespace => "one network namespace, since it was made",
                CounterScope.Host => "the whole host, in whichever namespace it is read",
                _ => "one processor of the host, a line each",
            }),
            (ExplainSection.Rules, string.Join(' ', counter.Rules))),
    };

    public static ExplainPage Of(Term term) => new()
    {
        Title = term.Name,
        Kind = ExplainKind.Term,
        Summary = term.Summary,
        SeeAlso = term.SeeAlso,
        Rules = term.Rules,
        Sections = Sections(
            ("What it is", term.Meaning),
            ("What to do", term.WhatToDo),
            ("Also called", string.Join(", ", term.Aliases)),
            (ExplainSection.Rules, string.Join(' ', term.Rules)),
            ("Sources", Lines(term.Sources))),
    };

    /// <summary>The page of an error or of a word of guides.</summary>
    /// <param name="entry">The error.</param>
    /// <param name="shown">The text that led here; all texts when absent.</param>
    public static ExplainPage Of(ErrorEntry entry, ErrorText? shown = null) => new()
    {
        Title = entry.Title,
        Kind = ExplainKind.Term,
        Summary = entry.Summary,
        SeeAlso = entry.SeeAlso,
        Rules = entry.Rules,
        IsError = !entry.IsWord,
        Sections = Sections(
            ("What it is", string.Join('\n', entry.Meaning)),
            ("What it is not", Lines(entry.IsNot)),
            ("On this host", Lines(entry.Commands.Select(command => $"{command.Line} # {command.Tells}"))),
            ("States", string.Join(' ', entry.States)),
            ("Also called", string.Join(", ", entry.Aliases)),
            ("Printed by", Printed(shown is null ? entry.Texts : [shown])),
            (ExplainSection.Rules, string.Join(' ', entry.Rules)),
            ("Sources", Lines(entry.Sources))),
    };

    // A line a program. An error's own name is no text of a program.
    private static string Printed(IReadOnlyList<ErrorText> texts) => Lines(texts
        .Where(text => text.Program.Length > 0)
        .GroupBy(text => (text.Program, text.Source))
        .Select(group => $"{group.Key.Program}: {string.Join("; ", group.Select(text => text.Text))} [{group.Key.Source}]"));

    private static List<ExplainSection> Sections(params ReadOnlySpan<(string Heading, string Text)> sections)
    {
        List<ExplainSection> kept = [];
        foreach ((string heading, string text) in sections)
        {
            if (text.Length > 0)
            {
                kept.Add(new ExplainSection(heading, text));
            }
        }

        return kept;
    }

    private static string Lines(IEnumerable<string> items) => string.Join('\n', items.Select(item => $"- {item}"));

    private static string Default(SettingDefault entry, int index, int count) => (entry.Since, count) switch
    {
        (null, 1) => entry.Text,
        (null, _) => $"- {entry.Text} on older kernels",
        ({ } since, _) when index == 0 => $"- {entry.Text} since Linux {since}",
        ({ } since, _) => $"- {entry.Text} from Linux {since}",
    };

    private static string Earlier(KernelSetting setting) =>
        string.Concat(setting.EarlierRanges.Select(earlier => $"\nbefore Linux {earlier.Until}: {earlier.Range}"));

    private static string Scope(KernelSetting setting) => setting.Scope switch
    {
        SettingScope.Namespace => "Each network namespace has its own value",
        SettingScope.Host when setting.Name.StartsWith("fs.", StringComparison.Ordinal) => "One value for the whole host",
        SettingScope.Host => "One value for the whole host; absent in network namespaces other than the first",
        SettingScope.HostReadOnlyInside => "One value for the whole host; network namespaces other than the first can at most read it",
        SettingScope.Process => "Each process has its own value",
        _ => "Each socket has its own value",
    };

    private static string When(KernelSetting setting)
    {
        string when = setting.ReadWhen switch
        {
            SettingRead.Live => "Takes effect at once",
            SettingRead.AtListen => "Read at listen()",
            SettingRead.AtBind => "Read at bind() and connect()",
            SettingRead.AtSocket => "Read when a socket is made",
            SettingRead.AtHandshake => "Read at the handshake; standing connections keep what they agreed",
            SettingRead.AtTimer => "Read when a timer is armed or runs out",
            SettingRead.AtNamespace => "Read when a network namespace is made",
            SettingRead.AtClose => "Read when a socket is closed",
            _ => "Set by the process for itself and its children",
        };
        return setting.ReadNote is { } note ? $"{when}: {note}" : when;
    }

    private static string Kernels(KernelSetting setting) => (setting.Added, setting.Removed) switch
    {
        ({ } added, { } removed) => $"From Linux {added} on; removed in {removed}",
        ({ } added, null) => $"From Linux {added} on",
        (null, { } removed) => $"Removed in Linux {removed}{(setting.Successor is { } successor ? $"; now {successor}" : "")}",
        _ => setting.NoEffectSince is { } abandoned ? $"{(abandoned.Kernel is { } since ? $"Without effect from Linux {since} on" : "Without effect")}: {abandoned.Why.TrimEnd('.')}" : "",
    };

    private static string Verdict(MythVerdict verdict) => verdict == MythVerdict.NoEffect ? "no effect" : verdict.ToString().ToLowerInvariant();

    private static string Who(Actor actor) => actor switch
    {
        Actor.Application => "by the application",
        Actor.Peer => "by the peer",
        Actor.Kernel => "by the kernel",
        _ => "by hand",
    };
}
