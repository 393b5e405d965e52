using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>What an actor's process has been told, and how it waits: the far side of <see cref="Actor"/>.</summary>
public sealed unsafe class Part
{
    /// <summary>The hidden command of tcpvet that plays a part: <c>tcpvet lab-actor NAME ROLE FDS [ARGUMENT…]</c>.</summary>
    public const string Command = "lab-actor";

    private readonly int[] given;

    private Part(string[] arguments, int[] given) => (Arguments, this.given) = (arguments, given);

    /// <summary>The role's own arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Plays a part to its end: until the laboratory closes this process's input, or dies.</summary>
    /// <param name="words">Name, role, inherited descriptors joined by commas, and the role's arguments.</param>
    /// <exception cref="LabException">There is no such role, or the kernel refused it something.</exception>
    public static void Play(IReadOnlyList<string> words)
    {
        if (words is not [string name, string role, string descriptors, ..] || !Roles.All.TryGetValue(role, out Action<Part>? act))
        {
            throw new LabException($"{Command} is the laboratory's own: there is no such part");
        }

        // The process's name is that of its first thread, on which this runs.
        fixed (byte* text = (byte[])[.. Encoding.UTF8.GetBytes(name), 0])
        {
            _ = Libc.prctl(Libc.PR_SET_NAME, text);
        }

        act(new Part([.. words.Skip(3)], [.. descriptors.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]));
    }

    /// <summary>An inherited socket.</summary>
    /// <param name="index">Its place in what <see cref="Staging.Stage.Play"/> gave.</param>
    public LabSocket Given(int index) => new(given[index]);

    /// <summary>All inherited sockets, in their order.</summary>
    public IReadOnlyList<LabSocket> AllGiven() => [.. given.Select(fd => new LabSocket(fd))];

    /// <summary>An argument as an endpoint: <c>192.0.2.2:80</c>.</summary>
    public InetEndpoint Endpoint(int index)
    {
        string text = Arguments[index];
        int colon = text.LastIndexOf(':');
        return new(InetAddress.Parse(text[..colon].Trim('[', ']')), ushort.Parse(text.AsSpan(colon + 1)));
    }

    /// <summary>An argument as a whole number.</summary>
    public int Number(int index) => int.Parse(Arguments[index]);

    /// <summary>Tells the laboratory that the part's beginning is made.</summary>
    public static void Ready()
    {
        byte line = (byte)'\n';
        _ = Libc.write(1, &line, 1);
    }

    /// <summary>Waits; false when the laboratory has ended, and the part with it.</summary>
    public static bool Wait(TimeSpan time) => !Ended((int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue));

    /// <summary>Waits until a socket has something to read, or the time is over; false when the laboratory has ended.</summary>
    public static bool WaitFor(LabSocket socket, TimeSpan time)
    {
        pollfd* polls = stackalloc pollfd[2];
        polls[0] = new() { fd = 0, events = Libc.POLLIN };
        polls[1] = new() { fd = socket.Fd, events = Libc.POLLIN };
        return Libc.poll(polls, 2, (int)time.TotalMilliseconds) <= 0 || polls[0].revents == 0;
    }

    /// <summary>Waits for the laboratory's end.</summary>
    public static void WaitForEnd()
    {
        while (!Ended(-1))
        {
        }
    }

    // Nobody ever writes to this pipe: what poll reports is its end.
    private static bool Ended(int milliseconds)
    {
        pollfd poll = new() { fd = 0, events = Libc.POLLIN };
        return Libc.poll(&poll, 1, milliseconds) > 0;
    }
}
