"""Reads a topic of public events to its end, as somebody else's program would: nothing here is Faultline's.

    python3 test/kafka/consumer.py BROKERS TOPIC SCHEMAS

Checks each message against the JSON Schema that it names, and that each ticket's messages come in order and without a
gap. Needs kafka-python and jsonschema. Prints one line of JSON; exit 0 all is well, 1 something is not, 2 could not look.
"""

import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator, FormatChecker
    from kafka import KafkaConsumer, TopicPartition
except ImportError as missing:
    print(f"{missing}: pip install kafka-python jsonschema", file=sys.stderr)
    sys.exit(2)


def validators(folder):
    """By the name under which a message asks for its schema."""
    schemas = [json.loads(file.read_text()) for file in pathlib.Path(folder).glob("com.*.json")]
    return {
        schema["$id"]: Draft202012Validator(schema, format_checker=FormatChecker())
        for schema in schemas
    }


def messages(brokers, topic):
    """Everything that is there now, partition by partition."""
    consumer = KafkaConsumer(bootstrap_servers=brokers.split(","), enable_auto_commit=False)
    try:
        partitions = [TopicPartition(topic, n) for n in sorted(consumer.partitions_for_topic(topic) or [])]
        for partition, end in consumer.end_offsets(partitions).items():
            consumer.assign([partition])
            consumer.seek_to_beginning(partition)
            while consumer.position(partition) < end:
                for record in consumer.poll(timeout_ms=1000).get(partition, []):
                    if record.offset < end:
                        yield record
    finally:
        consumer.close()


def wrong_with(record, schemas, heads):
    """What is wrong with a message: its CloudEvents headers, its place, its data."""
    headers = {name: value.decode() for name, value in record.headers}
    ticket = record.key.decode()
    where = f"{ticket} at offset {record.offset}"
    missing = [name for name in ("specversion", "id", "source", "type", "subject", "sequence") if f"ce_{name}" not in headers]
    if missing:
        return [f"{where} has no {', '.join(missing)}"]
    wrong = []
    if headers["ce_subject"] != ticket:
        wrong.append(f"{where} is of {headers['ce_subject']}")
    sequence, head = int(headers["ce_sequence"]), heads.get(ticket, -1)
    if sequence > head + 1:
        wrong.append(f"{where}: after {head} comes {sequence}")
    elif sequence == head + 1:
        heads[ticket] = sequence
        if int(headers.get("ce_previous", "-1")) != head:
            wrong.append(f"{where} follows {headers.get('ce_previous')}, and not {head}")
    schema = schemas.get(headers.get("ce_dataschema"))
    if schema is None:
        return [*wrong, f"{where} names no schema that there is: {headers.get('ce_dataschema')}"]
    if "ce_dataref" in headers and not record.value:
        return wrong  # too large for the topic: to be fetched where it says
    return wrong + [f"{where}: {error.message}" for error in schema.iter_errors(json.loads(record.value))]


def main(brokers, topic, folder):
    schemas, heads, wrong, types, count = validators(folder), {}, [], set(), 0
    for record in messages(brokers, topic):
        count += 1
        wrong += wrong_with(record, schemas, heads)
        types.update(value.decode() for name, value in record.headers if name == "ce_type")
    print(json.dumps({"messages": count, "tickets": len(heads), "types": sorted(types), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
