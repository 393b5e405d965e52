using System.Buffers;
using System.Buffers.Text;
using System.Text;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>Writes sockets in one form, one after another.</summary>
internal interface ISocketWriter
{
    /// <summary>Writes one socket.</summary>
    void Write(in SocketView socket, ISocketContext context);

    /// <summary>Writes what comes after the last socket.</summary>
    void End();
}

/// <summary>Puts text into a span step by step, without ever running over its end.</summary>
internal ref struct LineBuilder(Span<byte> bytes)
{
    private readonly Span<byte> bytes = bytes;

    public int Length { get; private set; }

    /// <summary>True once something did not fit: what is written lacks it, and the line must be built again in more room.</summary>
    public bool Overflowed { get; private set; }

    public readonly ReadOnlySpan<byte> Written => bytes[..Length];

    public void Text(scoped ReadOnlySpan<byte> text)
    {
        bool fits = text.TryCopyTo(bytes[Length..]);
        Took(fits, text.Length);
    }

    public void Text(scoped ReadOnlySpan<char> text)
    {
        bool fits = Encoding.UTF8.TryGetBytes(text, bytes[Length..], out int written);
        Took(fits, written);
    }

    public void Number(ulong value)
    {
        bool fits = Utf8Formatter.TryFormat(value, bytes[Length..], out int written);
        Took(fits, written);
    }

    public void Hex(ulong value)
    {
        bool fits = Utf8Formatter.TryFormat(value, bytes[Length..], out int written, new StandardFormat('x'));
        Took(fits, written);
    }

    public void Address(InetAddress address)
    {
        bool fits = address.TryFormat(bytes[Length..], out int written);
        Took(fits, written);
    }

    /// <summary><c>192.0.2.1:80</c>, <c>[2001:db8::1]%eth0:80</c>; <c>*</c> for port 0; names where the context has some.</summary>
    public void Endpoint(InetEndpoint endpoint, Protocol protocol, uint boundInterface, ISocketContext context)
    {
        bool named = context.TryResolve(endpoint.Addr, out string name);
        bool brackets = !named && endpoint.Addr.Family == AddressFamily.IPv6;
        Text(brackets ? "["u8 : default);
        if (named)
        {
            Text(name);
        }
        else
        {
            Address(endpoint.Addr);
        }

        Text(brackets ? "]"u8 : default);
        if (boundInterface != 0)
        {
            Text("%"u8);
            Text(context.InterfaceName(boundInterface) is { } known ? SafeText.Escape(known) : $"if{boundInterface}");
        }

        Text(":"u8);
        if (endpoint.Port == 0)
        {
            Text("*"u8);
        }
        else if (context.ServiceName(protocol, endpoint.Port) is { } service)
        {
            Text(service);
        }
        else
        {
            Number(endpoint.Port);
        }
    }

    // A piece is written whole or not at all: never half a UTF-8 sequence.
    private void Took(bool fits, int written)
    {
        Length += fits ? written : 0;
        Overflowed |= !fits;
    }
}
