namespace TcpVet.Model.Records;

/// <summary>
/// The compiler writes into this class what reads and writes the named records as JSON with snake_case keys
/// (eng/TcpVet.Records): <c>ReadCapture</c>, <c>Write</c> and <c>Members</c>. Null members are not written; unknown ones are passed over;
/// absent lists and maps are empty, other absent members have their type's default, not the record's.
/// </summary>
/// <param name="roots">The records; what they hold follows.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class JsonRecordsAttribute(params Type[] roots) : Attribute
{
    /// <summary>The records.</summary>
    public Type[] Roots { get; } = roots;

    /// <summary>Classes with what is written by hand: a pair <c>T ReadT(ref RecordReader)</c> and <c>Write(Utf8JsonWriter, T)</c> for
    /// each type.</summary>
    public Type[] Words { get; set; } = [];
}

/// <summary>A whole number of any size: a limit may be <see cref="long.MaxValue"/>, and the kernel counts in 64 bits. It is compared, never
/// added up.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AnyNumberAttribute : Attribute;
