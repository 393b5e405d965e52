using TcpVet.Cli.Output;
using TcpVet.Model;
using TcpVet.Probes;
using TcpVet.Probes.Engine;

namespace TcpVet.Cli.Probing;

/// <summary>Asks the ports of a plan, once or round after round, and hands the results to a report.</summary>
/// <param name="plan">What to ask.</param>
/// <param name="switches">How.</param>
/// <param name="isLocal">Whether an address is one of the namespace's own.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class ProbeRounds(ProbePlan plan, ProbeSwitches switches, Func<InetAddress, bool> isLocal, CancellationToken cancellation)
{
    private readonly Dictionary<ProbeQuestion, ProbeSeries> series = plan.Questions.ToDictionary(question => question, question => new ProbeSeries(question));

    /// <summary>The series in the order of the plan.</summary>
    public IEnumerable<ProbeSeries> Series => plan.Questions.Select(question => series[question]);

    /// <summary>Asks and reports.</summary>
    /// <returns>The last result of every port, in the order of the plan.</returns>
    public IReadOnlyList<ProbeResult> Run(Screen screen, ReportHead head)
    {
        ProbeReport report = new(screen, head, switches.Count is not 1);
        bool streamed = screen.Format == OutputFormat.Jsonl;
        if (streamed)
        {
            foreach (ProbeResult known in plan.Entries.Select(entry => entry.Known).OfType<ProbeResult>())
            {
                report.Line(known, null);
            }
        }

        long next = Environment.TickCount64;
        for (int round = 1; !cancellation.IsCancellationRequested; round++)
        {
            bool last = round == switches.Count;
            Round(streamed && last ? report.Line : null);
            if (last)
            {
                break;
            }

            next = Math.Max(next + (long)switches.Interval.TotalMilliseconds, Environment.TickCount64);
            cancellation.WaitHandle.WaitOne((int)Math.Max(0, next - Environment.TickCount64));
        }

        List<(ProbeResult Result, ProbeSeries? Series)> results = [.. plan.Entries
            .Select(entry => entry.Question is null ? (entry.Known!, null) : (series[entry.Question].Last!, (ProbeSeries?)series[entry.Question]))
            .Where(pair => pair.Item1 is not null)];
        if (!streamed)
        {
            report.Write(results);
        }

        screen.Out.Flush();
        return [.. results.Select(pair => pair.Result)];
    }

    private void Round(Action<ProbeResult, ProbeSeries?>? told)
    {
        Dictionary<(string, InetEndpoint), ProbeSeries> byPeer = series.Values.ToDictionary(one => (one.Question.Target, one.Question.Peer));
        ProbeRun.Ask(plan.Questions, switches.Options, isLocal, Take, cancellation);

        void Take(ProbeResult result)
        {
            ProbeSeries one = byPeer[(result.Target, result.Peer!.Value)];
            one.Add(result);
            told?.Invoke(result, one);
        }
    }
}
