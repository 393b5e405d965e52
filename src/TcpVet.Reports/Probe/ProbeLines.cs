using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>A line of JSON a port, at once when its last round is over.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="count">How many rounds; null for as many as there is time for.</param>
internal sealed class ProbeLines(Screen screen, int? count) : IProbeSink
{
    public void Begin(Origin origin, IReadOnlyList<ProbeResult> known)
    {
        foreach (ProbeResult result in known)
        {
            Write(new PortAnswer(result, null));
        }
    }

    public void Result(int round, PortAnswer answer)
    {
        if (round == count)
        {
            Write(answer);
        }
    }

    public void Round(int round, IReadOnlyList<ProbeSeries> series)
    {
    }

    public void End(IReadOnlyList<PortAnswer> answers) => screen.Out.Flush();

    private void Write(PortAnswer answer)
    {
        JsonText.Line(screen.Out, json =>
        {
            json.WriteString("schema", JsonText.Schema("probe"));
            ProbeJson.Members(json, answer.Result, count is not 1 ? answer.Series : null);
        });
        screen.Out.Flush();
    }
}
