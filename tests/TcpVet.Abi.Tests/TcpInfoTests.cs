using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.InteropServices;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Abi.Tests;

/// <summary>
/// <c>struct tcp_info</c> is read field by field at fixed offsets, because its length differs by kernel: the offsets
/// are recovered from what each property reads and compared with the headers.
/// </summary>
public sealed class TcpInfoTests
{
    private delegate ulong? Reader(TcpInfoView view);

    /// <summary>Each property, the field that it reads, and the property itself.</summary>
    private static readonly FrozenDictionary<string, (string Field, Reader Read)> Properties = new Dictionary<string, (string, Reader)>
    {
        [nameof(TcpInfoView.Backoff)] = ("tcpi_backoff", view => view.Backoff),
        [nameof(TcpInfoView.RtoUs)] = ("tcpi_rto", view => view.RtoUs),
        [nameof(TcpInfoView.Unacked)] = ("tcpi_unacked", view => view.Unacked),
        [nameof(TcpInfoView.LastDataSentMs)] = ("tcpi_last_data_sent", view => view.LastDataSentMs),
        [nameof(TcpInfoView.LastDataRecvMs)] = ("tcpi_last_data_recv", view => view.LastDataRecvMs),
        [nameof(TcpInfoView.LastAckRecvMs)] = ("tcpi_last_ack_recv", view => view.LastAckRecvMs),
        [nameof(TcpInfoView.RttUs)] = ("tcpi_rtt", view => view.RttUs),
    }.ToFrozenDictionary();

    private static IEnumerable<PropertyInfo> Fields =>
        typeof(TcpInfoView).GetProperties().Where(property => Nullable.GetUnderlyingType(property.PropertyType) is not null);

    /// <summary>A property of the view that this test does not know is not checked by anything.</summary>
    [Fact]
    public void Every_field_is_listed() =>
        Assert.Equal(Properties.Keys.Order(StringComparer.Ordinal), Fields.Select(property => property.Name).Order(StringComparer.Ordinal));

    /// <summary>Each property reads the bytes where the headers put the field.</summary>
    [Fact]
    public void Every_field_is_read_where_the_headers_put_it() => Compiler.AssertHolds(Fields.SelectMany(Assertions));

    /// <summary>The table of all fields agrees with the headers; bit fields have no offset in C, their neighbours have.</summary>
    [Fact]
    public void The_table_of_fields_lies_as_the_headers_say() =>
        Compiler.AssertHolds(TcpInfoFields.All
            .Where(field => field.Name is not ("wscale" or "flags"))
            .SelectMany(field => new[]
            {
                $"offsetof(struct tcp_info, tcpi_{field.Name}) == {field.Offset}",
                $"sizeof(((struct tcp_info *)0)->tcpi_{field.Name}) == {field.Size}",
            }));

    private static IEnumerable<string> Assertions(PropertyInfo property)
    {
        (string field, Reader read) = Properties[property.Name];
        int size = Marshal.SizeOf(Nullable.GetUnderlyingType(property.PropertyType)!);

        // The shortest structure that holds the field ends with it.
        int end = Enumerable.Range(1, 512).First(length => read(new TcpInfoView(new byte[length])) is not null);
        yield return $"offsetof(struct tcp_info, {field}) + {size} == {end}";
        yield return $"sizeof(((struct tcp_info *)0)->{field}) == {size}";
    }
}
