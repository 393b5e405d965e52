using TcpVet.Cli.Output;
using TcpVet.Model;
using TcpVet.Probes;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Local;

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

    // What this host knows of a target of its own is read before and after: results of such targets are told when the round is over.
    private void Round(Action<ProbeResult, ProbeSeries?>? told)
    {
        Dictionary<(string, InetEndpoint), ProbeSeries> byPeer = series.Values.ToDictionary(one => (one.Question.Target, one.Question.Peer));
        IReadOnlyList<LocalNamespace> places = LocalNamespace.Find(plan.Questions);
        HashSet<InetAddress> ofThisHost = [.. places.SelectMany(place => place.Addresses)];
        List<ProbeResult> held = [];
        ProbeRun.Ask(plan.Questions, switches.Options, isLocal, result => (ofThisHost.Contains(result.Peer!.Value.Addr) ? held.Add : (Action<ProbeResult>)Take)(result), cancellation);
        LocalJudge judge = new(SafeText.Escape, _ => null);
        foreach (IGrouping<InetAddress, ProbeResult> ofHost in held.GroupBy(result => result.Peer!.Value.Addr))
        {
            LocalNamespace? holder = LocalNamespace.HolderOf(places, ofHost.Key, ofHost.Sum(result => result.Attempts));
            foreach (ProbeResult result in holder is null ? [.. ofHost] : judge.Judge([.. ofHost], holder))
            {
                Take(result);
            }
        }

        void Take(ProbeResult result)
        {
            ProbeSeries one = byPeer[(result.Target, result.Peer!.Value)];
            one.Add(result);
            told?.Invoke(result, one);
        }
    }
}
