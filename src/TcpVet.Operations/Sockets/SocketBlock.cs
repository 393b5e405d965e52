using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Messages one behind the other, each with its length and protocol in front.</summary>
internal sealed class SocketBlock
{
    private const int Size = 256 * 1024;
    private const int HeadSize = 8;

    private readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(Size);
    private int used;

    /// <summary>Adds a socket; false when there is no room for it.</summary>
    public bool TryAdd(in SocketView socket)
    {
        int length = socket.Bytes.Length;
        if (used + length + HeadSize > bytes.Length)
        {
            return false;
        }

        BitConverter.TryWriteBytes(bytes.AsSpan(used), length);
        bytes[used + 4] = (byte)socket.Protocol;
        socket.Bytes.CopyTo(bytes.AsSpan(used + HeadSize));
        used += Aligned(HeadSize + length);
        return true;
    }

    /// <summary>Hands the sockets to a consumer, in their order.</summary>
    public void GiveTo(ISocketConsumer consumer, PlaceView view)
    {
        for (int at = 0; at < used;)
        {
            int length = BitConverter.ToInt32(bytes, at);
            if (SocketView.TryRead((Protocol)bytes[at + 4], bytes.AsSpan(at + HeadSize, length), out SocketView socket))
            {
                consumer.Take(in socket, view);
            }

            at += Aligned(HeadSize + length);
        }
    }

    /// <summary>Forgets the sockets.</summary>
    public void Clear() => used = 0;

    private static int Aligned(int length) => (length + 7) & ~7;
}

/// <summary>Blocks on their way from the thread that fills them to the one that empties them, and back.</summary>
internal sealed class SocketBlocks
{
    // What the two threads may be apart: 1.5 MB.
    private const int MostFull = 6;

    private readonly object gate = new();
    private readonly Queue<SocketBlock> full = [];
    private readonly Stack<SocketBlock> empty = [];
    private bool complete;

    /// <summary>A block without sockets.</summary>
    public SocketBlock Empty()
    {
        lock (gate)
        {
            return empty.Count > 0 ? empty.Pop() : new SocketBlock();
        }
    }

    /// <summary>Hands a full block over; waits while the other thread is too far behind.</summary>
    public void Hand(SocketBlock block)
    {
        lock (gate)
        {
            while (full.Count == MostFull)
            {
                Monitor.Wait(gate);
            }

            full.Enqueue(block);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Says that no more will come.</summary>
    public void Complete()
    {
        lock (gate)
        {
            complete = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for the next full block; null after the last.</summary>
    public SocketBlock? Next()
    {
        lock (gate)
        {
            while (full.Count == 0 && !complete)
            {
                Monitor.Wait(gate);
            }

            if (full.Count == 0)
            {
                return null;
            }

            SocketBlock block = full.Dequeue();
            Monitor.PulseAll(gate);
            return block;
        }
    }

    /// <summary>Takes a block back that has been read.</summary>
    public void GiveBack(SocketBlock block)
    {
        block.Clear();
        lock (gate)
        {
            empty.Push(block);
        }
    }
}
