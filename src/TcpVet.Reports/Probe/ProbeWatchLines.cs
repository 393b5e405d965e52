using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>A watch of ports as a line of JSON a target and round.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ProbeWatchLines(Screen screen) : IProbeSink
{
    private IReadOnlyList<ProbeResult> unasked = [];

    public void Begin(Origin origin, IReadOnlyList<ProbeResult> known) => unasked = known;

    public void Result(int round, PortAnswer answer)
    {
    }

    public void Round(int round, IReadOnlyList<ProbeSeries> series)
    {
        foreach (ProbeResult result in unasked)
        {
            Write(round, result, null);
        }

        // They do not change: once is enough.
        unasked = [];
        foreach (ProbeSeries one in series)
        {
            if (one.Last is { } last)
            {
                Write(round, last, one);
            }
        }

        screen.Out.Flush();
    }

    public void End(IReadOnlyList<PortAnswer> answers) => screen.Out.Flush();

    private void Write(int round, ProbeResult result, ProbeSeries? series) => JsonText.Line(screen.Out, json =>
    {
        json.WriteString("schema", JsonText.Schema("probe"));
        json.WriteString("taken_at", JsonText.Time(screen.Now()));
        json.WriteNumber("round", round);
        ProbeJson.Members(json, result, series);
    });
}
