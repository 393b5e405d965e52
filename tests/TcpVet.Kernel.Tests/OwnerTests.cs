using System.Text;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Who holds a socket: beside ss -p for tame names, against the laboratory's own knowledge for hostile ones.</summary>
public sealed class OwnerTests
{
    // ESC, BEL, newline, a C1 control sequence introducer, a right-to-left override, and bytes that are no UTF-8.
    private static readonly byte[][] HostileNames =
    [
        "\u001b[31mred"u8.ToArray(), "a\nb\tc"u8.ToArray(), "\u0007\u0008\u007f"u8.ToArray(), "\u009b31m"u8.ToArray(),
        "x\u202eyz"u8.ToArray(), [0xFF, 0xFE, (byte)'x', 0xC3], "\"quote\\"u8.ToArray(), ") S 1 1 ("u8.ToArray(),
    ];

    [Fact]
    public void Owners_are_those_of_ss_shared_descriptors_too()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket shared = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        MadeSocket own = CloseWait.MakeUnread(sandbox, InetAddress.Parse(Loopbacks.IPv6));
        Holder parent = sandbox.Hold("parent", shared.Socket!, own.Socket!);
        Holder child = sandbox.Hold("child process", shared.Socket!);
        AcceptQueue.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4), backlog: 3, waiting: 2);
        TimeWait.Make(sandbox, InetAddress.Parse(Loopbacks.Mapped));
        Dictionary<ulong, SsProcess[]> expected =
            Ss.TcpWithProcesses(sandbox).ToDictionary(row => row.Cookie, row => Sorted(row.Processes));
        IReadOnlyList<CliSocket> sockets = Cli.Sockets(sandbox, "-a", "-p");
        Assert.Equal(expected.Count, sockets.Count);
        Assert.All(sockets, socket => Assert.Equal(expected[socket.Cookie], Sorted(socket.Processes)));
        int[] holders = [.. sockets.Single(socket => socket.Local == shared.Local).Processes.Select(process => process.Pid).Order()];
        Assert.Equal(new[] { Environment.ProcessId, parent.Pid, child.Pid }.Order(), holders);
        // Two in the accept queue, TIME_WAIT, and the CLOSE_WAIT's peer in FIN_WAIT2.
        Assert.Equal(4, sockets.Count(socket => socket.Inode == 0 && socket.Processes.Count == 0));
    }

    [Fact]
    public void A_hostile_name_reaches_the_terminal_as_visible_text_only()
    {
        using Sandbox sandbox = Require.Sandbox();
        Holder[] holders =
            [.. HostileNames.Select(name => sandbox.Hold(name, Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4)).Socket!))];
        string[][] commands =
        [
            ["list", "-a", "-p"], ["list", "-a", "-p", "-o", "wide"], ["list", "-a", "-p", "-o", "jsonl"], ["list", "-a", "-p", "-o", "csv"],
            ["count", "--by", "process"], ["count", "--by", "process", "-o", "csv"],
        ];
        foreach (string[] command in commands)
        {
            string output = Cli.Succeeded(Cli.Run(sandbox, command));
            Assert.All(output, letter => Assert.False(IsHostile(letter), $"{string.Join(' ', command)} wrote U+{(int)letter:X4}"));
            // A name with a newline must not make a line of its own.
            Assert.All(output.Split('\n'), line => Assert.False(line.StartsWith("b\t", StringComparison.Ordinal), line));
        }

        Dictionary<int, string> names = Cli.Sockets(sandbox, "-a", "-p")
            .SelectMany(socket => socket.Processes)
            .DistinctBy(process => process.Pid)
            .ToDictionary(process => process.Pid, process => process.Name);
        for (int i = 0; i < holders.Length; i++)
        {
            // JSON keeps the name itself; bytes that are no UTF-8 come as U+FFFD.
            Assert.Equal(Encoding.UTF8.GetString(HostileNames[i]), names[holders[i].Pid]);
        }
    }

    [Fact]
    public void Processes_can_be_asked_for_by_name_and_by_id()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket mine = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        Holder holder = sandbox.Hold("the-holder", mine.Socket!);
        ulong[] expected = [Ss.Tcp(sandbox).Single(row => row.Local == mine.Local).Cookie];
        Assert.Equal(expected, Cli.Sockets(sandbox, "process", "=", "the-holder").Select(socket => socket.Cookie));
        Assert.Equal(expected, Cli.Sockets(sandbox, "process", "=", $"{holder.Pid}").Select(socket => socket.Cookie));
    }

    private static bool IsHostile(char letter) =>
        (char.IsControl(letter) && letter != '\n') || letter is '\u202e' or '\ufeff';

    private static SsProcess[] Sorted(IEnumerable<SsProcess> processes) =>
        [.. processes.OrderBy(process => process.Pid).ThenBy(process => process.Fd)];
}
