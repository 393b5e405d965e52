using System.Globalization;
using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>A watch of ports as a row of CSV a target and round.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ProbeWatchCsv(Screen screen) : IProbeSink
{
    public void Begin(Origin origin, IReadOnlyList<ProbeResult> known)
    {
    }

    public void Result(int round, PortAnswer answer)
    {
    }

    public void Round(int round, IReadOnlyList<ProbeSeries> series)
    {
        if (round == 1 && screen.Header)
        {
            Csv.Row(screen.Out, "time", "round", "target", "verdict", "state", "rtt_ms", "asked", "answered", "why");
        }

        foreach (ProbeSeries one in series)
        {
            if (one.Last is { } last)
            {
                Csv.Row(
                    screen.Out, JsonText.Time(screen.Now()), Text(round), one.Question.Target, last.Verdict.Name(), last.State,
                    last.RttUs is null ? "" : ProbeReport.Milliseconds(last.RttUs), Text(one.Asked), Text(one.Answered), last.Why);
            }
        }

        screen.Out.Flush();
    }

    public void End(IReadOnlyList<PortAnswer> answers) => screen.Out.Flush();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
