using TcpVet.Probes.Udp;

namespace TcpVet.Cli.Output;

/// <summary>The UDP protocols that <c>probe</c> can ask in, and those that answer no stranger (<c>--as list</c>).</summary>
internal static class ProbeProtocols
{
    public static void Write(Screen screen)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json or OutputFormat.Jsonl:
                foreach (UdpQuestion question in UdpQuestions.All)
                {
                    JsonText.Line(screen.Out, json =>
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
                    });
                }

                break;
            case OutputFormat.Csv:
                if (screen.Header)
                {
                    Csv.Row(screen.Out, "name", "ports", "title", "cannot_be_probed");
                }

                foreach (UdpQuestion question in UdpQuestions.All)
                {
                    Csv.Row(screen.Out, question.Name, Ports(question), question.Title, question.CannotBeProbed);
                }

                break;
            default:
                WriteTable(screen);
                break;
        }

        screen.Out.Flush();
    }

    private static void WriteTable(Screen screen)
    {
        TextTable table = new(new Column("NAME"), new("PORTS"), new("PROTOCOL"));
        foreach (UdpQuestion question in UdpQuestions.All)
        {
            table.Add(question.Name, Ports(question), question.CannotBeProbed is { } never ? $"{question.Title}: cannot be probed, {never}" : question.Title);
        }

        table.Write(screen.Out, screen.Header, screen.Colors, width: screen.Terminal ? screen.Size().Columns ?? 80 : int.MaxValue);
    }

    private static string Ports(UdpQuestion question) => string.Join(' ', question.Ports);
}
