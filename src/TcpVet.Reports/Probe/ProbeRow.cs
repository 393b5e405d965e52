using TcpVet.Operations.Probe;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;

namespace TcpVet.Reports.Probe;

/// <summary>One line of the table of results: a port, or many ports of one host with the same verdict for the same reason.</summary>
/// <param name="Target">The target, with several ports where there are.</param>
/// <param name="Result">The result, of several ports the first.</param>
/// <param name="Series">Its rounds; null when there are none.</param>
/// <param name="Ports">How many ports.</param>
internal sealed record ProbeRow(string Target, ProbeResult Result, ProbeSeries? Series, int Ports)
{
    // As many as a reader takes in; what is open is always shown by itself.
    private const int UnfoldedRows = 25;

    // A line of figures must stay a line.
    private const int LongestList = 48;

    /// <summary>The state, the reply and the reason in one text.</summary>
    public string Why
    {
        get
        {
            string reply = Result.Reply is { } answer ? $"{answer.Protocol}: {answer.Summary}; " : "";
            string state = Result.State is { } words && words != Result.Verdict.Name() && words != "two-way" ? $"{words}: " : "";
            string many = Ports > 1 ? $"{Ports} ports; " : "";
            return many + state + reply + Result.Why;
        }
    }

    /// <summary>A line for each result.</summary>
    public static IEnumerable<ProbeRow> Each(IReadOnlyList<PortAnswer> answers) =>
        answers.Select(answer => new ProbeRow(answer.Result.Target, answer.Result, answer.Series, 1));

    /// <summary>The lines for results: each its own, unless there are many.</summary>
    public static IEnumerable<ProbeRow> Fold(IReadOnlyList<PortAnswer> answers)
    {
        if (answers.Count <= UnfoldedRows)
        {
            return Each(answers);
        }

        return answers
            .GroupBy(answer => answer.Result.Verdict == ProbeVerdict.Open || answer.Result.Peer is null
                ? (answer.Result.Target, default, answer.Result.Verdict, answer.Result.Why)
                : (Host(answer.Result.Target), answer.Result.Peer.Value.Addr, answer.Result.Verdict, answer.Result.Why))
            .Select(group => group.First() is var first && group.Count() == 1
                ? new ProbeRow(first.Result.Target, first.Result, first.Series, 1)
                : new ProbeRow($"{group.Key.Item1}{List([.. group.Select(answer => answer.Result.Peer!.Value.Port)])}", first.Result, null, group.Count()));
    }

    private static string Host(string target) => target[..(target.LastIndexOf(':') + 1)];

    private static string List(ushort[] ports)
    {
        Array.Sort(ports);
        List<string> ranges = [];
        int length = 0;
        for (int i = 0; i < ports.Length; i++)
        {
            int first = i;
            while (i + 1 < ports.Length && ports[i + 1] == ports[i] + 1)
            {
                i++;
            }

            string range = first == i ? $"{ports[i]}" : $"{ports[first]}-{ports[i]}";
            if (length + range.Length > LongestList)
            {
                ranges.Add("…");
                break;
            }

            ranges.Add(range);
            length += range.Length + 1;
        }

        return string.Join(',', ranges);
    }
}
