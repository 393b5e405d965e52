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
    private readonly List<ProbeSeries> series = [.. plan.Questions.Select(question => new ProbeSeries(question))];
    private readonly List<ProbeResult> known = [.. plan.Entries.Select(entry => entry.Known).OfType<ProbeResult>()];
    private IReadOnlyList<LocalNamespace>? places;

    /// <summary>Asks and reports.</summary>
    /// <returns>The last result of every port, in the order of the plan.</returns>
    public IReadOnlyList<ProbeResult> Run(Screen screen, ReportHead head)
    {
        if (switches.Watch)
        {
            Watch(screen);
        }
        else
        {
            Count(screen, head);
        }

        return [.. Results().Select(pair => pair.Result)];
    }

    private void Watch(Screen screen)
    {
        ProbeWatchReport report = new(screen);
        EachRound(round =>
        {
            Ask(null);
            if (!cancellation.IsCancellationRequested)
            {
                report.Round(known, series, round);
            }
        });
        report.End(series);
    }

    private void Count(Screen screen, ReportHead head)
    {
        ProbeReport report = new(screen, head, switches.Count is not 1);
        bool streamed = screen.Format == OutputFormat.Jsonl;
        known.ForEach(result => _ = streamed && Told(report, result));
        EachRound(round => Ask(streamed && round == switches.Count ? report.Line : null));
        if (!streamed)
        {
            report.Write(Results());
        }

        screen.Out.Flush();
    }

    private static bool Told(ProbeReport report, ProbeResult result)
    {
        report.Line(result, null);
        return true;
    }

    private void EachRound(Action<int> ask)
    {
        long next = Environment.TickCount64;
        for (int round = 1; !cancellation.IsCancellationRequested; round++)
        {
            ask(round);
            if (round == switches.Count)
            {
                return;
            }

            // A round that took longer than its time is not made up for.
            next = Math.Max(next + (long)switches.Interval.TotalMilliseconds, Environment.TickCount64);
            cancellation.WaitHandle.WaitOne((int)Math.Max(0, next - Environment.TickCount64));
        }
    }

    // Ctrl-C leaves ports that nobody has an answer for: they are not told.
    private List<(ProbeResult Result, ProbeSeries? Series)> Results()
    {
        Dictionary<ProbeQuestion, ProbeSeries> byQuestion = series.ToDictionary(one => one.Question);
        List<(ProbeResult Result, ProbeSeries? Series)> results = [];
        foreach (ProbePlanEntry entry in plan.Entries)
        {
            ProbeSeries? one = entry.Question is null ? null : byQuestion[entry.Question];
            if ((entry.Known ?? one?.Last) is { } result)
            {
                results.Add((result, one));
            }
        }

        return results;
    }

    // What this host knows of a target of its own is read before and after: results of such targets are told when the round is over.
    private void Ask(Action<ProbeResult, ProbeSeries?>? told)
    {
        Dictionary<(string, InetEndpoint), ProbeSeries> byPeer = series.ToDictionary(one => (one.Question.Target, one.Question.Peer));
        bool first = places is null;
        places ??= LocalNamespace.Find(plan.Questions);
        if (!first)
        {
            foreach (LocalNamespace place in places)
            {
                place.LookAgain();
            }
        }

        HashSet<InetAddress> ofThisHost = [.. places.SelectMany(place => place.Addresses)];
        List<ProbeResult> held = [];
        ProbeRun.Ask(plan.Questions, switches.Options, isLocal, result => (ofThisHost.Contains(result.Peer!.Value.Addr) ? held.Add : (Action<ProbeResult>)Take)(result), cancellation);
        foreach (IGrouping<InetAddress, ProbeResult> ofHost in held.GroupBy(result => result.Peer!.Value.Addr))
        {
            // A watch of healthy ports need not walk /proc each second for who serves them.
            bool dull = !first && ofHost.All(result => result.Verdict == ProbeVerdict.Open);
            foreach (ProbeResult result in dull ? [.. ofHost] : Join(ofHost.Key, [.. ofHost]))
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

    private IReadOnlyList<ProbeResult> Join(InetAddress address, IReadOnlyList<ProbeResult> results) =>
        LocalNamespace.HolderOf(places!, address, results.Sum(result => result.Attempts), NeighbourTable.Read()) is { } holder
            ? new LocalJudge(SafeText.Escape).Judge(results, holder)
            : results;
}
