using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>The results of a probe; people see long ranges of ports folded.</summary>
internal static class ProbeReport
{
    // Narrower than this, the reasons in the last column are harder to read than a line that the terminal breaks.
    private const int LeastWidth = 60;

    /// <summary>Makes the report.</summary>
    /// <param name="origin">From where it was asked, and when.</param>
    /// <param name="answers">The results, in the order of the request.</param>
    /// <param name="rounds">Whether there was more than one round.</param>
    public static Report Of(Origin origin, IReadOnlyList<PortAnswer> answers, bool rounds) =>
        new Report<ProbeRow>("probe", origin, [.. ProbeRow.Each(answers)])
        {
            ItemsName = "results",
            Item = (json, row) => ProbeJson.Members(json, row.Result, rounds ? row.Series : null),
            Table = Columns(answers, rounds),
            Csv = CsvColumns(rounds),
            Folded = [.. ProbeRow.Fold(answers)],
            WrapFrom = LeastWidth,
            Below = prose => Notes(prose, answers),
        };

    /// <summary>The colour of a verdict.</summary>
    public static Style StyleOf(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Open => Style.Good,
        ProbeVerdict.Closed => Style.Critical,
        ProbeVerdict.OpenOrFiltered => Style.Info,
        _ => Style.Warning,
    };

    /// <summary><c>0.412</c>, <c>-</c> for none.</summary>
    public static string Milliseconds(long? microseconds) =>
        microseconds is { } us ? string.Create(CultureInfo.InvariantCulture, $"{us / 1000.0:0.000}") : "-";

    /// <summary><c>12.5%</c>, with a colour when anything was lost.</summary>
    public static Cell Loss(ProbeSeries series) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{series.Loss * 100:0.#}%"), series.Loss > 0 ? Style.Warning : Style.Plain);

    private static Table<ProbeRow> Columns(IReadOnlyList<PortAnswer> answers, bool rounds)
    {
        bool named = answers.Any(answer =>
            answer.Result.Peer is { } peer && !answer.Result.Target.EndsWith($"//{peer}", StringComparison.Ordinal));
        Table<ProbeRow> table = new Table<ProbeRow>().Add("TARGET", row => row.Target);
        if (named)
        {
            table.Add("ADDRESS", row => row.Result.Peer?.Addr.ToString() ?? "-");
        }

        table.Add("VERDICT", row => new Cell(row.Result.Verdict.Name(), StyleOf(row.Result.Verdict)))
            .AddNumber("RTT ms", row => Milliseconds(row.Ports > 1 ? null : row.Result.RttUs));
        if (rounds)
        {
            table.AddNumber("ANSWERED", row => row.Series is { } series ? $"{series.Answered}/{series.Asked}" : "-")
                .AddNumber("LOSS", row => row.Series is { } series ? Loss(series) : "-")
                .AddNumber("MIN", row => Milliseconds(row.Series?.Trips()?.MinUs))
                .AddNumber("AVG", row => Milliseconds(row.Series?.Trips()?.AvgUs))
                .AddNumber("MAX", row => Milliseconds(row.Series?.Trips()?.MaxUs))
                .AddNumber("P99", row => Milliseconds(row.Series?.Trips()?.P99Us));
        }

        return table.Add("WHY", row => row.Why);
    }

    private static Table<ProbeRow> CsvColumns(bool rounds)
    {
        Table<ProbeRow> table = new Table<ProbeRow>()
            .Add("target", row => row.Result.Target)
            .Add("verdict", row => row.Result.Verdict.Name())
            .Add("state", row => row.Result.State ?? "")
            .Add("rtt_ms", row => row.Result.RttUs is null ? "" : Milliseconds(row.Result.RttUs))
            .Add("attempts", row => Text(row.Series?.Attempts ?? row.Result.Attempts))
            .Add("local_addr", row => row.Result.Local?.Addr.ToString() ?? "")
            .Add("local_port", row => Text(row.Result.Local?.Port))
            .Add("peer_addr", row => row.Result.Peer?.Addr.ToString() ?? "")
            .Add("peer_port", row => Text(row.Result.Peer?.Port))
            .Add("protocol", row => row.Result.Reply?.Protocol ?? "")
            .Add("summary", row => row.Result.Reply?.Summary ?? "")
            .Add("icmp_sender", row => row.Result.Icmp?.Sender.ToString() ?? "")
            .Add("why", row => row.Result.Why);
        return rounds ? table.Add("asked", row => Text(row.Series?.Asked)).Add("answered", row => Text(row.Series?.Answered)) : table;
    }

    // What holds for many ports is said once.
    private static void Notes(Prose prose, IReadOnlyList<PortAnswer> answers)
    {
        IEnumerable<Grouping<string, ProbeResult>> groups = answers
            .SelectMany(answer => answer.Result.Notes.Select(note => (note, answer.Result)))
            .GroupBy(pair => pair.note, pair => pair.Result);
        foreach (Grouping<string, ProbeResult> group in groups)
        {
            int count = group.Count();
            string whose = count == answers.Count && count > 1 ? "all"
                : count > 3 ? Quantity.Of(count, "port")
                : string.Join(", ", group.Select(result => result.Target));
            prose.Line(2, $"{whose}: {group.Key}", Style.Dim);
        }
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
