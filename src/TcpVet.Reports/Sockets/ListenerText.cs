using System.Text;
using TcpVet.Model;

namespace TcpVet.Reports.Sockets;

/// <summary>A listener's connections and processes in a few words.</summary>
public static class ListenerText
{
    private const int ShownProcesses = 3;

    /// <summary><c>ESTABLISHED 12 (3 unaccepted), TIME_WAIT 4</c>.</summary>
    public static string Connections(ListenerFacts facts)
    {
        string states = string.Join(", ", facts.States.OrderBy(pair => pair.Key).Select(pair =>
            pair.Key == TcpState.Established && facts.Unaccepted > 0
                ? $"{pair.Key.Name()} {pair.Value} ({facts.Unaccepted} unaccepted)" : $"{pair.Key.Name()} {pair.Value}"));
        string shared = facts.Sharing > 1 ? $" (of {facts.Sharing} listeners)" : "";
        return states.Length == 0 ? "-" : states + shared;
    }

    /// <summary><c>nginx[12], nginx[13] +6</c>; safe text.</summary>
    public static string Processes(ListenerFacts facts)
    {
        StringBuilder names = new();
        for (int i = 0; i < Math.Min(facts.Processes.Count, ShownProcesses); i++)
        {
            ProcessRef process = facts.Processes[i];
            names.Append(i == 0 ? "" : ", ").Append(SafeText.Escape(process.Name)).Append('[').Append(process.Pid).Append(']');
        }

        return facts.Processes.Count switch
        {
            0 => "-",
            > ShownProcesses => $"{names} +{facts.Processes.Count - ShownProcesses}",
            _ => names.ToString(),
        };
    }
}
