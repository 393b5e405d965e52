using TcpVet.Probes.Udp.Questions;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>The UDP protocols that <c>probe</c> can ask in, and those that answer no stranger (<c>--as list</c>).</summary>
public static class ProbeProtocols
{
    /// <summary>Makes the report.</summary>
    public static Report Of(IReadOnlyList<UdpQuestion> questions) => new Report<UdpQuestion>("probe", Origin: null, questions)
    {
        JsonAsLines = true,
        Item = (json, question) =>
        {
            json.WriteString("name", question.Name);
            json.WriteString("title", question.Title);
            json.WriteStartArray("ports");
            foreach (ushort port in question.Ports)
            {
                json.WriteNumberValue(port);
            }

            json.WriteEndArray();
            json.WriteString("cannot_be_probed", question.CannotBeProbed);
        },
        Table = new Table<UdpQuestion>()
            .Add("NAME", question => question.Name)
            .Add("PORTS", Ports)
            .Add("PROTOCOL", question =>
                question.CannotBeProbed is { } never ? $"{question.Title}: cannot be probed, {never}" : question.Title),
        Csv = new Table<UdpQuestion>()
            .Add("name", question => question.Name)
            .Add("ports", Ports)
            .Add("title", question => question.Title)
            .Add("cannot_be_probed", question => question.CannotBeProbed ?? ""),
        WrapFrom = 0,
    };

    private static Cell Ports(UdpQuestion question) => string.Join(' ', question.Ports);
}
