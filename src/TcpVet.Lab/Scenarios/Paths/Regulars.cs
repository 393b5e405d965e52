using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>A server with enough connections that stay, beside the visitors that a scenario is about: no more come than are kept, which
/// would be churn.</summary>
internal static class Regulars
{
    private const int Kept = 200;

    /// <summary>Starts the server (<see cref="Serve"/>) on a port, with connections that it was given before.</summary>
    public static void Come(Stage stage, ushort port, string server, string manner)
    {
        LabSocket listener = stage.Listen(port);
        List<LabSocket> clients = [];
        List<LabSocket> sockets = [listener];
        foreach (Connection connection in stage.Incoming(listener, Kept))
        {
            clients.Add(connection.Client);
            sockets.Add(connection.Server);
        }

        stage.Hold(stage.There, "regulars", clients);
        stage.Play(stage.Here, server, Serve.Role, [manner, "0"], [.. sockets]);
    }

    /// <summary>The arguments of <see cref="Visit"/> for visitors of a service of <see cref="Stage.Here"/> who stay for a moment.</summary>
    public static IReadOnlyList<string> AHundredASecond(ushort port, string manner) =>
        [$"{new InetEndpoint(Stage.HereAddress, port)}", "0", "30", "300", manner, "20"];
}
