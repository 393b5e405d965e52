using TcpVet.Lab.Acting;
using TcpVet.Model;

namespace TcpVet.Lab.Staging;

/// <summary>
/// Where a scenario is played: a sandbox that a check-up looks at, a second one as the remote host where it is needed,
/// and named processes that hold the sockets. Disposing ends all of it. If this process is killed instead, the actors
/// see their input end, and an <see cref="Undertaker"/> in each sandbox removes what is left.
/// </summary>
public sealed class Stage : IDisposable
{
    /// <summary>The address of <see cref="Here"/> on the cable.</summary>
    public static readonly InetAddress HereAddress = InetAddress.Parse("192.0.2.1");

    /// <summary>The address of <see cref="There"/> on the cable.</summary>
    public static readonly InetAddress ThereAddress = InetAddress.Parse("192.0.2.2");

    /// <summary>The loopback address, for what is seen from both ends in one namespace.</summary>
    public static readonly InetAddress Loopback = InetAddress.Parse("127.0.0.1");

    private readonly StageOptions options;
    private readonly CancellationTokenSource stopping;
    private readonly List<Thread> threads = [];
    private readonly List<Actor> actors = [];
    private readonly List<Actor> undertakers = [];
    // A name that nobody can guess and take first; the undertaker knows it before the folder exists.
    private readonly string folder = System.IO.Path.Join(System.IO.Path.GetTempPath(), $"tcpvet-lab-{Guid.NewGuid():N}");
    private Sandbox? there;

    /// <summary>Makes the first sandbox.</summary>
    /// <exception cref="LabException">The kernel allows no namespace, or a program is missing.</exception>
    public Stage(StageOptions options)
    {
        this.options = options;
        stopping = CancellationTokenSource.CreateLinkedTokenSource(options.Stopping);
        Here = Guarded();
    }

    /// <summary>The namespace that a check-up looks at.</summary>
    public Sandbox Here { get; }

    /// <summary>The remote host, joined to <see cref="Here"/> by a cable when it is first asked for.</summary>
    public Sandbox There => there ??= Joined();

    /// <summary>True when the scenario has used <see cref="There"/>.</summary>
    public bool HasThere => there is not null;

    /// <summary>A folder of the scenario's own for files that its programs need; it goes with the stage.</summary>
    public string Folder =>
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    /// <summary>How many things to make.</summary>
    public int Count => options.Count;

    /// <summary>A process that lives in <see cref="Here"/> until the end and holds nothing: the namespace's door for others
    /// (<c>tcpvet -N PID</c>).</summary>
    public int DoorPid => undertakers[0].Pid;

    /// <summary>The same for <see cref="There"/>; null when it was not used.</summary>
    public int? ThereDoorPid => HasThere ? undertakers[1].Pid : null;

    /// <summary>The named processes of the scenario.</summary>
    public IReadOnlyList<Actor> Actors => actors;

    /// <summary>Cancelled when the stage is to end.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>What a <see cref="Repeat"/> ran into; null while all goes well.</summary>
    public LabException? Failure { get; private set; }

    /// <summary>Says what is being made, to the user who waits.</summary>
    public void Tell(string line)
    {
        stopping.Token.ThrowIfCancellationRequested();
        options.Progress?.Invoke(line);
    }

    /// <summary>A listener of <see cref="Here"/> on all addresses.</summary>
    /// <param name="port">Below the ephemeral ports, so that no other rule has a word.</param>
    /// <param name="backlog">The accept queue's limit.</param>
    public LabSocket Listen(ushort port, int backlog = 512) => Listen(Here, port, backlog);

    /// <summary>A listener of a sandbox on all its IPv4 addresses.</summary>
    public static LabSocket Listen(Sandbox where, ushort port, int backlog = 512) =>
        where.Tcp(AddressFamily.IPv4).Bind(new(InetAddress.AnyIPv4, port)).Listen(backlog);

    /// <summary>Sends what goes to a network to <see cref="There"/>, which has no such address and drops it.</summary>
    public void RouteThere(string network)
    {
        _ = There;
        Here.Ip($"route add {network} via {ThereAddress}");
    }

    /// <summary>Connections from <see cref="There"/> to a listener of <see cref="Here"/>, accepted.</summary>
    public IEnumerable<Connection> Incoming(LabSocket listener, int count) => Connections(There, Here, listener, HereAddress, count);

    /// <summary>Connections from <see cref="Here"/> to a listener of <see cref="There"/>, accepted.</summary>
    public IEnumerable<Connection> Outgoing(LabSocket listener, int count) => Connections(Here, There, listener, ThereAddress, count);

    /// <summary>Connections of <see cref="Here"/> with itself over loopback, accepted.</summary>
    public IEnumerable<Connection> Inside(LabSocket listener, int count) => Connections(Here, Here, listener, Loopback, count);

    /// <summary>Gives sockets to a process that holds them and does nothing else; this process's own descriptors are closed.</summary>
    /// <param name="where">The sandbox that it lives in.</param>
    /// <param name="name">Its name, 1 to 15 bytes.</param>
    /// <param name="sockets">What it holds.</param>
    public Actor Hold(Sandbox where, string name, IEnumerable<LabSocket> sockets) => Play(where, name, "hold", [], [.. sockets]);

    /// <summary>The same with sockets that stay this process's own, so that another process can be given them too, as workers that
    /// were forked with one listener have it.</summary>
    public Actor HoldToo(Sandbox where, string name, IEnumerable<LabSocket> sockets) => Begin(where, name, "hold", [], [.. sockets]);

    /// <summary>Starts a process that acts until the stage ends, and waits until it is ready.</summary>
    /// <param name="where">The sandbox that it lives in.</param>
    /// <param name="name">Its name, 1 to 15 bytes.</param>
    /// <param name="role">What it does: a name of <see cref="Roles"/>.</param>
    /// <param name="arguments">What the role wants to know.</param>
    /// <param name="given">Sockets that it inherits; the role finds them in this order. This process's own descriptors are closed.</param>
    public Actor Play(Sandbox where, string name, string role, IReadOnlyList<string> arguments, params LabSocket[] given)
    {
        Actor actor = Begin(where, name, role, arguments, given);
        foreach (LabSocket socket in given)
        {
            socket.Dispose();
        }

        return actor;
    }

    private Actor Begin(Sandbox where, string name, string role, IReadOnlyList<string> arguments, LabSocket[] given)
    {
        Actor actor = Actor.Start(where, options.Program, name, role, arguments, given);
        lock (actors)
        {
            actors.Add(actor);
        }

        actor.WaitReady();
        return actor;
    }

    /// <summary>Does something over and over on a thread of its own until the stage ends; gentle load, never a loop without a
    /// pause.</summary>
    /// <param name="every">The pause between two rounds.</param>
    /// <param name="round">One round. It works on sockets and sandboxes, and must not wait long.</param>
    public void Repeat(TimeSpan every, Action round)
    {
        Thread thread = new(() => Loop(every, round)) { IsBackground = true, Name = "tcpvet-lab-act" };
        threads.Add(thread);
        thread.Start();
    }

    /// <summary>Makes things that the kernel ends by itself after a time, and goes on making one after the other so that their number
    /// stays.</summary>
    /// <param name="life">How long one is left alone.</param>
    /// <param name="make">Makes one; what it returns is disposed when its time is over, or with the stage.</param>
    public void Renew(TimeSpan life, Func<IDisposable> make)
    {
        Queue<IDisposable> alive = [];
        for (int i = 0; i < Count; i++)
        {
            stopping.Token.ThrowIfCancellationRequested();
            alive.Enqueue(make());
        }

        Repeat(life / Count, () =>
        {
            alive.Enqueue(make());
            alive.Dequeue().Dispose();
        });
    }

    /// <summary>Ends everything: rounds, processes, sockets, namespaces.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        foreach (Actor actor in actors)
        {
            actor.Dispose();
        }

        there?.Dispose();
        Here?.Dispose();
        foreach (Actor undertaker in undertakers)
        {
            undertaker.Finish();
        }

        stopping.Dispose();
    }

    private void Loop(TimeSpan every, Action round)
    {
        try
        {
            while (!stopping.Token.WaitHandle.WaitOne(every))
            {
                round();
            }
        }
        catch (LabException exception)
        {
            Failure ??= exception;
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The stage ends while a round is under way.
        }
    }

    private IEnumerable<Connection> Connections(Sandbox from, Sandbox to, LabSocket listener, InetAddress address, int count)
    {
        for (int i = 0; i < count; i++)
        {
            stopping.Token.ThrowIfCancellationRequested();
            LabSocket client = from.Tcp(address.Family).Connect(new(address, listener.Local.Port));
            LabSocket server = to.Keep(listener.Accept());
            yield return new Connection(client, server, client.Local, server.Local);
        }
    }

    private Sandbox Joined()
    {
        Sandbox other = Guarded();
        try
        {
            Here.JoinTo(other);
        }
        catch
        {
            other.Dispose();
            throw;
        }

        return other;
    }

    // The undertaker comes before anything that could outlive this process.
    private Sandbox Guarded()
    {
        Sandbox sandbox = new();
        try
        {
            Actor undertaker = Actor.Start(sandbox, options.Program, Undertaker.ProcessName, Undertaker.Role, [folder], []);
            undertakers.Add(undertaker);
            undertaker.WaitReady();
        }
        catch
        {
            sandbox.Dispose();
            throw;
        }

        return sandbox;
    }
}
