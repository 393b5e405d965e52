using TcpVet.Ebpf.Tracing;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>Whose a connection is: named when it is known to be right, and nobody otherwise.</summary>
public sealed class ProcessTests
{
    private static readonly InetAddress Here = InetAddress.Parse("127.0.0.1");

    [Fact]
    public void Accepted_and_killed_is_the_killed_ones()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        Holder holder = sandbox.Hold("victim", connection.Server);
        connection.Server.Dispose();
        int pid = holder.Pid;
        holder.Dispose();
        Assert.Equal(0, connection.Client.Receive(new byte[1]));
        connection.Client.Dispose();

        ConnectionLife life = trace.LifeOf(connection.ServerEnd, connection.ClientEnd);
        Assert.Equal((pid, "victim", FirstCloser.Local, LifeEnd.Fin), (life.Process!.Pid, life.Process.Name, life.FirstCloser, life.EndedBy));
        // Before its end nobody had been seen to act on it.
        Assert.Equal([(TcpState.SynRecv, null), (TcpState.Established, null), (TcpState.FinWait1, (int?)pid)],
            trace.ProcessesOf(connection.ServerEnd, connection.ClientEnd).Take(3));
    }

    [Fact]
    public void Inherited_goes_to_the_one_that_closes_last()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        Holder heir = sandbox.Hold("heir", connection.Client);
        // The parent lets go first: nothing happens on the wire.
        connection.Client.Dispose();
        int pid = heir.Pid;
        heir.Dispose();
        Assert.Equal(0, connection.Server.Receive(new byte[1]));
        connection.Server.Dispose();

        ConnectionLife life = trace.LifeOf(connection.ClientEnd, connection.ServerEnd);
        Assert.Equal((pid, "heir"), (life.Process!.Pid, life.Process.Name));
        IEnumerable<(TcpState To, int? Pid)> told = trace.ProcessesOf(connection.ClientEnd, connection.ServerEnd);
        Assert.Equal([
            (TcpState.SynSent, Environment.ProcessId), (TcpState.Established, Environment.ProcessId), (TcpState.FinWait1, pid),
            (TcpState.FinWait2, pid), (TcpState.TimeWait, pid)],
                told.Select(one => (one.To, one.Pid!.Value)));
    }

    [Fact]
    public void Passed_over_a_unix_socket_goes_to_the_one_that_got_it()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Assert.SkipWhen(Tool.Find("python3") is null, "python3, which passes the descriptor (SCM_RIGHTS), is not installed");
        using ToldTrace trace = new(sandbox);
        LabSocket listener = sandbox.Tcp(AddressFamily.IPv4).Bind(new(Here, 0)).Listen(8);
        using ChildProcess giver = sandbox.Start("python3", "-c", PassOver, $"{listener.Local.Port}");
        int[] told =
            [.. giver.ReadLineAndClose(Deadline.After(TimeSpan.FromSeconds(30)))
                .Split(' ')
                .Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
        (int giving, int getting, InetEndpoint end) = (told[0], told[1], new(Here, (ushort)told[2]));
        using LabSocket server = listener.Accept();
        giver.CloseInput();
        Assert.Equal(0, server.Receive(new byte[1]));
        InetEndpoint service = server.Local;
        server.Dispose();

        ConnectionLife life = trace.LifeOf(end, service);
        Assert.Equal((getting, FirstCloser.Local, LifeEnd.Fin), (life.Process!.Pid, life.FirstCloser, life.EndedBy));
        Assert.Equal([
            (TcpState.SynSent, giving), (TcpState.Established, giving), (TcpState.FinWait1, getting), (TcpState.FinWait2, getting),
            (TcpState.TimeWait, getting)],
                trace.ProcessesOf(end, service).Select(one => (one.To, one.Pid!.Value)));
    }

    // The giver connects, passes the descriptor and closes its own; whoever gets it keeps it until its input ends.
    private const string PassOver = """
        import os, socket, sys
        here, there = socket.socketpair()
        getter = os.fork()
        if getter == 0:
            here.close()
            _, descriptors, _, _ = socket.recv_fds(there, 1, 1)
            there.recv(1)
            print(os.getppid(), os.getpid(), socket.socket(fileno=os.dup(descriptors[0])).getsockname()[1], flush=True)
            sys.stdin.read()
            os._exit(0)
        connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        socket.send_fds(here, [b"x"], [connection.fileno()])
        connection.close()
        here.send(b"y")
        os.waitpid(getter, 0)
        """;

    [Fact]
    public void A_socket_that_was_there_before_is_its_only_holders()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Connection connection = Connection.Open(sandbox, Here);
        Holder holder = sandbox.Hold("elder", connection.Server);
        connection.Server.Dispose();
        using ToldTrace trace = new(sandbox);
        connection.Client.Dispose();
        trace.Await(() => trace.PathOf(connection.ServerEnd, connection.ClientEnd).Length > 0);

        Transition told =
            trace.Transitions.Single(transition => transition.Local == connection.ServerEnd && transition.To == TcpState.CloseWait);
        Assert.Equal((holder.Pid, "elder", null), (told.Process!.Pid, told.Process.Name, told.HeldNs));
    }

    [Fact]
    public void A_socket_that_several_share_is_nobodys()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Connection connection = Connection.Open(sandbox, Here);
        using Holder holder = sandbox.Hold("one", connection.Server);
        using ToldTrace trace = new(sandbox);
        connection.Client.Dispose();
        trace.Await(() => trace.PathOf(connection.ServerEnd, connection.ClientEnd).Length > 0);

        Assert.Null(trace.Transitions.Single(transition => transition.Local == connection.ServerEnd
            && transition.To == TcpState.CloseWait).Process);
    }

    [Fact]
    public void What_is_never_accepted_has_no_process()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        LabSocket listener = sandbox.Tcp(AddressFamily.IPv4).Bind(new(Here, 0)).Listen(8);
        InetEndpoint service = listener.Local;
        LabSocket client = sandbox.Tcp(AddressFamily.IPv4).Connect(service);
        InetEndpoint end = client.Local;
        listener.Dispose();

        ConnectionLife life = trace.LifeOf(service, end);
        Assert.Null(life.Process);
        Assert.Equal((LifeEnd.ResetSent, FirstCloser.Local), (life.EndedBy, life.FirstCloser));
        Assert.Equal(LifeEnd.ResetReceived, trace.LifeOf(end, service).EndedBy);
    }
}
