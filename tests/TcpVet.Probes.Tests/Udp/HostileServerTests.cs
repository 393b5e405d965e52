using System.Net;
using System.Net.Sockets;
using TcpVet.Lab;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Tests.Engine;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>What a probe makes of datagrams that are forged, oversized or no answer, sent by a host that means harm.</summary>
public sealed class HostileServerTests
{
    private const string Target = "192.0.2.2";

    private static readonly byte[] Noise = [.. Enumerable.Repeat<byte>(0x1B, 60_000)];

    private static ProbeOptions Patient => new() { Timeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public void A_transfer_answers_from_any_port_of_the_target_and_from_no_other_address()
    {
        using TwoHosts hosts = TwoHosts.Make();
        hosts.There.Exec("ip", "addr", "add", "192.0.2.3/32", "dev", "lo").Checked("ip");
        using Socket asked = Open(hosts.There, Target, 69);
        using Socket transfer = Open(hosts.There, Target, 3000);
        using Socket stranger = Open(hosts.There, "192.0.2.3", 69);

        ProbeResult result = Ask(hosts, asked, "udp://192.0.2.2:69", (_, client) =>
        {
            stranger.SendTo(Asked.Hex("0005 0001 'forged' 00"), client);
            transfer.SendTo(Noise, client);
            transfer.SendTo(Asked.Hex("0005 0001 'not ended'"), client);
            transfer.SendTo(Asked.Hex("0005 0001 'true' 00"), client);
        });

        Assert.Equal((ProbeVerdict.Open, "error 1, true"), (result.Verdict, result.Reply?.Summary));
        Assert.Contains("from port 3000", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_answers_from_the_port_that_was_asked()
    {
        using TwoHosts hosts = TwoHosts.Make();
        using Socket asked = Open(hosts.There, Target, 53);
        using Socket other = Open(hosts.There, Target, 3000);

        ProbeResult result = Ask(hosts, asked, "udp://192.0.2.2:53", (question, client) =>
        {
            other.SendTo(Refusal(question, 3), client);
            asked.SendTo(Refusal(question, 5), client);
        });

        Assert.Equal((ProbeVerdict.Open, "REFUSED"), (result.Verdict, result.Reply?.Summary));
    }

    [Fact]
    public void What_answers_nothing_proves_the_port_open_and_is_cut()
    {
        using TwoHosts hosts = TwoHosts.Make();
        using Socket asked = Open(hosts.There, Target, 53);

        ProbeResult result = Ask(hosts, asked, "udp://192.0.2.2:53", (_, client) => asked.SendTo(Noise, client));

        Assert.Equal((ProbeVerdict.Open, "unknown"), (result.Verdict, result.Reply?.Protocol));
        Assert.StartsWith(@"60000 bytes: \x1b\x1b", result.Reply!.Summary, StringComparison.Ordinal);
        Assert.True(CatalogueTests.IsSafe(result.Reply));
    }

    [Fact]
    public void An_empty_answer_is_one()
    {
        using TwoHosts hosts = TwoHosts.Make();
        using Socket asked = Open(hosts.There, Target, 7000);

        Assert.Equal(ProbeVerdict.Open, Ask(hosts, asked, "udp://192.0.2.2:7000", (_, client) => asked.SendTo([], client)).Verdict);
    }

    // The question itself as a response with a code (RFC 1035 section 4.1.1).
    private static byte[] Refusal(byte[] question, byte code) => [.. question[..2], 0x80, code, .. question[4..]];

    private static Socket Open(Sandbox sandbox, string address, ushort port) => sandbox.Run(() =>
    {
        Socket socket = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        return socket;
    });

    private static ProbeResult Ask(TwoHosts hosts, Socket asked, string target, Action<byte[], EndPoint> answer)
    {
        Exception? failure = null;
        Thread server = new(() =>
        {
            try
            {
                byte[] question = new byte[2000];
                EndPoint client = new IPEndPoint(IPAddress.Any, 0);
                int length = asked.ReceiveFrom(question, ref client);
                answer(question[..length], client);
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        });
        server.Start();
        ProbeResult result = Assert.Single(hosts.Ask(Patient, target)).Value;
        server.Join();
        Assert.Null(failure);
        return result;
    }
}
