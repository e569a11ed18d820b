import CRdKafka
import EventModel
import Glibc

/// What the members of a group have.
enum GroupShares {
    /// How many partitions the members have together; `nil` while the group is sharing out.
    ///
    /// - Throws: when the coordinator does not answer within two seconds, or does not tell.
    static func partitions(of group: String, _ handle: KafkaHandle) throws(LogFailure) -> Int? {
        let what = "asking for the members of \(group)"
        let request = AdminRequest(
            RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, of: handle, doing: what, waitMilliseconds: 2000)
        let copy = strdup(group)
        defer { free(copy) }
        var names: [UnsafePointer<CChar>?] = [UnsafePointer(copy)]
        rd_kafka_DescribeConsumerGroups(handle.pointer, &names, 1, request.options, request.queue)
        return try request.answer { event throws(LogFailure) in
            var count = 0
            let groups = rd_kafka_DescribeConsumerGroups_result_groups(
                rd_kafka_event_DescribeConsumerGroups_result(event), &count)
            guard count == 1, let group = groups?[0] else { return nil }
            if let error = rd_kafka_ConsumerGroupDescription_error(group),
                let failure = handle.failure(of: rd_kafka_error_code(error), doing: what)
            {
                throw failure
            }
            guard rd_kafka_ConsumerGroupDescription_state(group) == RD_KAFKA_CONSUMER_GROUP_STATE_STABLE
            else { return nil }
            return (0..<rd_kafka_ConsumerGroupDescription_member_count(group)).reduce(0) { sum, member in
                sum + share(of: rd_kafka_ConsumerGroupDescription_member(group, member))
            }
        }
    }

    private static func share(of member: OpaquePointer?) -> Int {
        let assignment = rd_kafka_MemberDescription_assignment(member)
        return rd_kafka_MemberAssignment_partitions(assignment).map { Int($0.pointee.cnt) } ?? 0
    }
}
