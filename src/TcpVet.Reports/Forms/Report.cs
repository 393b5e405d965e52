using System.Text.Json;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Sarif;

namespace TcpVet.Reports.Forms;

/// <summary>
/// An answer as every form can show it: a head, items, an end. Whoever makes a report does not know the form that is asked for;
/// a form (<see cref="Forms"/>) does not know what the report is about.
/// </summary>
/// <param name="Command">The command's word in the schema: <c>peers</c> for <c>tcpvet/peers/1</c>.</param>
/// <param name="Origin">Host, time and namespace; null for an answer about no host.</param>
public abstract record Report(string Command, Origin? Origin)
{
    /// <summary>JSON: writes the members between the head and the items.</summary>
    public Action<Utf8JsonWriter>? Members { get; init; }

    /// <summary>JSON: the name of the array of items.</summary>
    public string ItemsName { get; init; } = "rows";

    /// <summary>JSON: writes the members behind the items.</summary>
    public Action<Utf8JsonWriter>? LastMembers { get; init; }

    /// <summary>JSON: writes all that stands behind the head in place of an array of items, for a document about one thing.</summary>
    public Action<Utf8JsonWriter>? Body { get; init; }

    /// <summary>JSON lines: whether the whole document stands on one line, because its parts say nothing alone.</summary>
    public bool WholeOnOneLine { get; init; }

    /// <summary>JSON: whether the items stand on lines of their own even in <c>-o json</c>, because nothing binds them together.</summary>
    public bool JsonAsLines { get; init; }

    /// <summary>JSON lines: whether each line names the schema, as those of a stream do.</summary>
    public bool SchemaOnEachLine { get; init; }

    /// <summary>JSON lines: writes a value each, on lines of their own behind the items.</summary>
    public IReadOnlyList<Action<Utf8JsonWriter>> LastLines { get; init; } = [];

    /// <summary>SARIF: makes the run; null where the answer complains of nothing that stands in a file.</summary>
    public Func<SarifRun>? Sarif { get; init; }

    /// <summary>Text: writes the whole answer as prose instead of a table.</summary>
    public Action<Prose>? Document { get; init; }

    /// <summary>Text: writes what follows the table.</summary>
    public Action<Prose>? Below { get; init; }

    /// <summary>Text: whether the last column is wrapped at the width of a terminal, and at how many characters at the least; null for
    /// never.</summary>
    public int? WrapFrom { get; init; }

    /// <summary>What the reader of a form should know beside the answer, one line each; safe text.</summary>
    public Func<OutputFormat, IReadOnlyList<string>>? Notices { get; init; }

    /// <summary>JSON: how many items there are.</summary>
    public abstract int Count { get; }

    /// <summary>JSON: writes the members of one item.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="json">Where to, inside an object.</param>
    public abstract void WriteItem(int index, Utf8JsonWriter json);

    /// <summary>The columns and rows of a form that has columns.</summary>
    /// <param name="format"><see cref="OutputFormat.Table"/>, <see cref="OutputFormat.Wide"/> or <see cref="OutputFormat.Csv"/>.</param>
    public abstract Grid Cells(OutputFormat format);
}

/// <summary>A report about items of one type.</summary>
/// <typeparam name="T">An item; a class, so that all reports share one body of code.</typeparam>
/// <param name="Command">The command's word in the schema.</param>
/// <param name="Origin">Host, time and namespace; null for an answer about no host.</param>
/// <param name="Items">The items in order.</param>
public sealed record Report<T>(string Command, Origin? Origin, IReadOnlyList<T> Items) : Report(Command, Origin)
    where T : class
{
    /// <summary>JSON: writes the members of an item.</summary>
    public required Action<Utf8JsonWriter, T> Item { get; init; }

    /// <summary>The columns that people read. Their text is already safe.</summary>
    public required Table<T> Table { get; init; }

    /// <summary>The columns of <c>-o wide</c>; those of <see cref="Table"/> when absent.</summary>
    public Table<T>? Wide { get; init; }

    /// <summary>The columns of <c>-o csv</c>, with raw text; those of <see cref="Table"/> when absent.</summary>
    public Table<T>? Csv { get; init; }

    /// <summary>A last row that is no item, such as a total: people see it, programs do not.</summary>
    public IReadOnlyList<Cell>? TotalRow { get; init; }

    /// <summary>The items that programs get as JSON, where these differ; else <see cref="Items"/>.</summary>
    public IReadOnlyList<T>? JsonItems { get; init; }

    /// <summary>The items that people read in <c>-o table</c>, where many are folded into one; else <see cref="Items"/>.</summary>
    public IReadOnlyList<T>? Folded { get; init; }

    /// <summary>
    /// The items that people read, in their order, where these differ from those that programs get; else <see cref="Items"/>.
    /// </summary>
    public IReadOnlyList<T>? Shown { get; init; }

    /// <inheritdoc/>
    public override int Count => (JsonItems ?? Items).Count;

    /// <inheritdoc/>
    public override void WriteItem(int index, Utf8JsonWriter json) => Item(json, (JsonItems ?? Items)[index]);

    /// <inheritdoc/>
    public override Grid Cells(OutputFormat format)
    {
        Table<T> table = format switch
        {
            OutputFormat.Csv => Csv ?? Table,
            OutputFormat.Wide => Wide ?? Table,
            _ => Table,
        };
        IReadOnlyList<T> items = format switch
        {
            OutputFormat.Table => Folded ?? Shown ?? Items,
            OutputFormat.Wide => Shown ?? Items,
            _ => Items,
        };
        return new Grid(table.Columns, Rows(table, items, format == OutputFormat.Csv ? null : TotalRow));
    }

    // One at a time: a form that needs no widths writes a million rows without keeping them.
    private static IEnumerable<Cell[]> Rows(Table<T> table, IReadOnlyList<T> items, IReadOnlyList<Cell>? total)
    {
        foreach (T item in items)
        {
            yield return table.Row(item);
        }

        if (total is not null)
        {
            yield return [.. total];
        }
    }
}

/// <summary>Columns and rows without a form.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">A cell a column in each row; made one at a time, while they are asked for.</param>
public sealed record Grid(IReadOnlyList<Column> Columns, IEnumerable<Cell[]> Rows);
