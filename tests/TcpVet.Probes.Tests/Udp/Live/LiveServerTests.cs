using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using TcpVet.Lab;
using TcpVet.Model;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Tests.Udp.Live;

/// <summary>The questions put to real servers, each in a network and a mount namespace of its own.</summary>
public sealed class LiveServerTests
{
    private static readonly string? Unpacked = Environment.GetEnvironmentVariable("TCPVET_UDP_SERVERS");

    public static TheoryData<int, string> Servers => new(LiveServers.All.Select((server, index) => (index, server.ToString())));

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_real_server_answers(int index, string name)
    {
        Assert.NotEmpty(name);
        LiveServer server = LiveServers.All[index];
        if (!File.Exists($"/usr/{server.Program}") && !File.Exists($"{Unpacked}/usr/{server.Program}"))
        {
            Assert.Skip($"{server.Program} is neither installed nor unpacked (eng/udp-servers)");
        }

        using Sandbox sandbox = Require.Sandbox();
        using ServerFolder folder = new();
        // What the server forks ends with the first process of its namespace. That is a shell, which dies with us: a server that
        // changes its user would lose the signal that tells it so (prctl(2), PR_SET_PDEATHSIG).
        using ChildProcess process = sandbox.Start(
            "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", "bash -ec \"$0\"; exit", Script(server, folder.Path));
        HashSet<string> answers = Ask(sandbox, server, Deadline.After(TimeSpan.FromSeconds(20)));

        string told = $"{string.Join(" | ", answers)}\n{folder.Log}";
        Assert.All(server.Answers, pattern => Assert.True(answers.Any(answer => Regex.IsMatch(answer, pattern)), $"no answer like {pattern}: {told}"));
        Assert.All(answers, answer => Assert.True(server.Answers.Any(pattern => Regex.IsMatch(answer, pattern)), $"not expected: {answer}: {told}"));
    }

    // Unpacked packages are laid over /usr and /etc, so that servers find their parts where they were built to look for them.
    private static string Script(LiveServer server, string folder)
    {
        string overlay = Unpacked is null ? "" : $"""
            mount -t overlay -o lowerdir={Unpacked}/usr:/usr overlay /usr
            mount -t overlay -o lowerdir={Unpacked}/etc:/etc overlay /etc
            """;
        return $"""
            d={folder}
            exec > $d/log 2>&1
            {overlay}
            mount -t tmpfs tmpfs /run
            {server.Script}
            """;
    }

    // Datagrams are repeated until each answer that is expected has come: a server takes a moment to listen.
    private static HashSet<string> Ask(Sandbox sandbox, LiveServer server, Deadline deadline)
    {
        UdpQuestion question = Asked.Question(server.Question);
        using Socket socket =
            sandbox.Run(() => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, question.LocalPort ?? 0));
        socket.ReceiveTimeout = 200;
        QuestionContext context = Asked.Context with
        {
            Target = new InetEndpoint(InetAddress.Parse("127.0.0.1"), server.Port),
            Local = new InetEndpoint(InetAddress.Parse("127.0.0.1"), (ushort)((IPEndPoint)socket.LocalEndPoint!).Port),
            Secret = server.Secret,
        };

        HashSet<string> answers = [];
        while (answers.Count < server.Answers.Length && !deadline.Passed)
        {
            foreach (byte[] datagram in question.Datagrams(context))
            {
                socket.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, server.Port));
            }

            while (Receive(socket, server.Port, question.AnswersFromOtherPort) is { } reply)
            {
                answers.Add(question.Read(reply, context)?.Summary ?? $"not understood: {Convert.ToHexString(reply)}");
            }
        }

        return answers;
    }

    private static byte[]? Receive(Socket socket, ushort port, bool fromAnyPort)
    {
        byte[] buffer = new byte[65536];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            int length = socket.ReceiveFrom(buffer, ref from);
            Assert.True(fromAnyPort || ((IPEndPoint)from).Port == port, $"an answer from {from}");
            return buffer[..length];
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
            or SocketError.ConnectionReset
                or SocketError.ConnectionRefused or SocketError.TryAgain)
        {
            return null;
        }
    }
}
