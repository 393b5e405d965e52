using System.Globalization;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>When the kernel reads a setting: of tcp_rto_*, what an accepted socket has; of tcp_fastopen, which SYN meets a
/// change.</summary>
public sealed class SettingMomentTests
{
    // TCP_RTO_MAX_MS of include/uapi/linux/tcp.h is 44; the least wait shows in what ss prints as rto, with the round trip added.
    private const string Rto = """
        import socket, subprocess
        def write(key, value):
            with open('/proc/sys/net/ipv4/' + key, 'w') as file:
                file.write(value)
        def listen(port):
            listener = socket.socket()
            listener.bind(('127.0.0.1', port))
            listener.listen(5)
            return listener
        write('tcp_rto_max_ms', '5000')
        write('tcp_rto_min_us', '400000')
        before = listen(9000)
        write('tcp_rto_max_ms', '10000')
        write('tcp_rto_min_us', '50000')
        after = listen(9001)
        for listener in (before, after):
            port = listener.getsockname()[1]
            client = socket.create_connection(('127.0.0.1', port))
            accepted, _ = listener.accept()
            told = subprocess.run(['ss', '-tinH', 'sport', '=', f':{port}'], capture_output=True, text=True).stdout
            print(accepted.getsockopt(6, 44), client.getsockopt(6, 44), told.split(' rto:')[1].split()[0])
        """;

    // The bits 4 and 0x200 do without the cookie, which would take a connection more. TCP_FASTOPEN is 23, MSG_FASTOPEN 0x20000000.
    private const string FastOpen = """
        import socket
        def write(value):
            with open('/proc/sys/net/ipv4/tcp_fastopen', 'w') as file:
                file.write(value)
        def passive():
            with open('/proc/thread-self/net/netstat') as file:
                names, values = file.readline().split(), file.readline().split()
            return int(values[names.index('TCPFastOpenPassive')])
        write('0x205')
        listener = socket.socket()
        listener.bind(('127.0.0.1', 9000))
        listener.listen(5)
        listener.setsockopt(6, 23, 5)
        for value in ('0x205', '0x207', '0x205'):
            write(value)
            before = passive()
            client = socket.socket()
            client.sendto(b'hi', 0x20000000, ('127.0.0.1', 9000))
            accepted, _ = listener.accept()
            accepted.recv(10)
            print(passive() - before)
        """;

    // net/ipv4/tcp.c tcp_init_sock sets them, net/core/sock.c sk_clone_lock copies the listener.
    [Fact]
    public void Accepted_sockets_wait_as_long_as_their_listener_was_made_to()
    {
        using Sandbox sandbox = Require.Sandbox();
        Assert.SkipUnless(File.Exists("/proc/sys/net/ipv4/tcp_rto_max_ms") && File.Exists("/proc/sys/net/ipv4/tcp_rto_min_us"), "this kernel lacks the settings: 6.11 and 6.15 brought them");
        string[][] told = [.. Lines(sandbox, Rto).Select(line => line.Split(' '))];

        Assert.Equal(["5000", "10000"], told.Select(line => line[0]));
        Assert.Equal(["10000", "10000"], told.Select(line => line[1]));
        Assert.True(Number(told[0][2]) >= 400, $"the listener of before: {told[0][2]} ms");
        Assert.InRange(Number(told[1][2]), 50, 399);
    }

    // net/ipv4/tcp_fastopen.c tcp_try_fastopen reads the setting at each SYN.
    [Fact]
    public void The_server_bit_of_fast_open_counts_for_the_next_SYN_of_a_listener_that_is_there()
    {
        using Sandbox sandbox = Require.Sandbox();

        Assert.Equal(["0", "1", "0"], Lines(sandbox, FastOpen));
    }

    private static string[] Lines(Sandbox sandbox, string script)
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/python3"), "python3, which asks for the socket options, is not installed");
        return sandbox.Exec("python3", "-c", script).Checked("python3").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
