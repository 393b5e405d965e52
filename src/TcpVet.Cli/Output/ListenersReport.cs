using System.Globalization;
using System.Text.Json;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>One listener with the namespace that it is in.</summary>
internal readonly record struct ListenerRow(string Netns, ListenerFacts Facts);

/// <summary>Listening sockets: accept queue and limit, their own drops, owner, connections by state.</summary>
internal static class ListenersReport
{
    public static void Write(
        Utf8Output output, OutputFormat format, bool header, ReportHead head, IReadOnlyList<ListenerRow> rows, bool withNetns, Palette colors, Func<InetEndpoint, Protocol, string> nameOf)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonText.Document(output, "listeners", head, json =>
                {
                    json.WriteStartArray("rows");
                    foreach (ListenerRow row in rows)
                    {
                        json.WriteStartObject();
                        WriteRow(json, row);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                break;
            case OutputFormat.Jsonl:
                foreach (ListenerRow row in rows)
                {
                    JsonText.Line(output, json => WriteRow(json, row));
                }

                break;
            case OutputFormat.Csv:
                WriteCsv(output, header, rows);
                break;
            default:
                WriteTable(output, header, rows, withNetns, wide: format == OutputFormat.Wide, colors, nameOf);
                break;
        }
    }

    private static void WriteTable(
        Utf8Output output, bool header, IReadOnlyList<ListenerRow> rows, bool withNetns, bool wide, Palette colors, Func<InetEndpoint, Protocol, string> nameOf)
    {
        List<Column> columns = [.. withNetns ? [new Column("NETNS")] : Array.Empty<Column>(), new("PROTO"), new("LOCAL"), new("QUEUE", Align.Right), new("LIMIT", Align.Right), new("DROPS", Align.Right)];
        columns.AddRange(wide ? [new Column("UID", Align.Right), new Column("INODE", Align.Right), new Column("CGROUP")] : []);
        columns.AddRange(new("CONNECTIONS"), new("PROCESS"));
        TextTable table = new([.. columns]);
        foreach (ListenerRow row in rows)
        {
            ListenerFacts facts = row.Facts;
            List<Cell> cells = withNetns ? [SafeText.Escape(row.Netns)] : [];
            cells.AddRange(
                facts.Proto.ToString().ToLowerInvariant(), SafeText.Escape(nameOf(facts.Local, facts.Proto)),
                new Cell(Text(facts.Queue), QueueStyle(facts)), Text(facts.Limit), new Cell(Text(facts.Drops), facts.Drops > 0 ? Style.Warning : Style.Plain));
            if (wide)
            {
                cells.AddRange(facts.Uid, facts.Inode, facts.Cgroup is null ? "-" : SafeText.Escape(facts.Cgroup));
            }

            cells.AddRange(Connections(facts), Processes(facts));
            table.Add([.. cells]);
        }

        table.Write(output, header, colors);
    }

    private static Style QueueStyle(ListenerFacts facts) => facts.Proto == Protocol.Tcp && facts.Limit is { } limit
        ? facts.Queue > limit ? Style.Critical : facts.Queue > 0 && facts.Queue * 10 >= limit * 7 ? Style.Warning : Style.Plain
        : Style.Plain;

    /// <summary><c>ESTABLISHED 12 (3 unaccepted), TIME_WAIT 4</c>.</summary>
    public static string Connections(ListenerFacts facts)
    {
        string states = string.Join(", ", facts.States.OrderBy(pair => pair.Key).Select(pair =>
            pair.Key == TcpState.Established && facts.Unaccepted > 0 ? $"{pair.Key.Name()} {pair.Value} ({facts.Unaccepted} unaccepted)" : $"{pair.Key.Name()} {pair.Value}"));
        string shared = facts.Sharing > 1 ? $" (of {facts.Sharing} listeners)" : "";
        return states.Length == 0 ? "-" : states + shared;
    }

    /// <summary><c>nginx[12], nginx[13] +6</c>.</summary>
    public static string Processes(ListenerFacts facts)
    {
        const int shown = 3;
        string names = string.Join(", ", facts.Processes.Take(shown).Select(process => $"{SafeText.Escape(process.Name)}[{process.Pid}]"));
        return facts.Processes.Count switch { 0 => "-", > shown => $"{names} +{facts.Processes.Count - shown}", _ => names };
    }

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static void WriteCsv(Utf8Output output, bool header, IReadOnlyList<ListenerRow> rows)
    {
        if (header)
        {
            Csv.Row(output, "proto", "local_addr", "local_port", "queue", "limit", "drops", "uid", "inode", "cgroup", "netns", "connections", "unaccepted", "processes");
        }

        foreach ((string netns, ListenerFacts facts) in rows)
        {
            Csv.Row(
                output, facts.Proto.ToString().ToLowerInvariant(), facts.Local.Addr.ToString(), Text(facts.Local.Port), Text(facts.Queue),
                facts.Limit is null ? "" : Text(facts.Limit), facts.Drops is null ? "" : Text(facts.Drops), Text(facts.Uid), Text(facts.Inode), facts.Cgroup, netns,
                Text(facts.States.Values.Sum()), Text(facts.Unaccepted), string.Join(' ', facts.Processes.Select(process => $"{process.Name}[{process.Pid}]")));
        }
    }

    private static void WriteRow(Utf8JsonWriter json, ListenerRow row)
    {
        ListenerFacts facts = row.Facts;
        json.WriteString("proto", facts.Proto.ToString().ToLowerInvariant());
        JsonText.Endpoint(json, "local", facts.Local);
        json.WriteNumber("queue", facts.Queue);
        Unknown(json, "limit", facts.Limit);
        Unknown(json, "drops", facts.Drops);
        json.WriteStartArray("processes");
        foreach (ProcessRef process in facts.Processes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("cgroup", facts.Cgroup);
        JsonText.States(json, "states", facts.States);
        json.WriteNumber("unaccepted", facts.Unaccepted);
        json.WriteNumber("sharing", facts.Sharing);
        json.WriteNumber("uid", facts.Uid);
        json.WriteNumber("inode", facts.Inode);
        json.WriteNumber("cookie", facts.Cookie);
        json.WriteString("netns", row.Netns);
    }

    // Unknown is not zero: null says that the kernel did not tell.
    private static void Unknown(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
